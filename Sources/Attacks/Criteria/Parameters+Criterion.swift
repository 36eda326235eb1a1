// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension Parameters {
    /// The objective's criterion, with the clean values taken at `x`, [model batch, d].
    ///
    /// Traps if the batch lacks the reference or the labels that the objective needs.
    func criterion<Scalar: Real>(
        for batch: Batch<Scalar>, at x: Tensor<Scalar>, model: inout Execution<Scalar>
    ) -> any Criterion<Scalar> {
        if objective == .reconstruction {
            return Reconstruction(x, samples: batch.count, parameters: self, model: &model)
        }
        if objective == .contrastive {
            guard let reference = batch.reference else { preconditionFailure("contrast needs a reference") }
            return Contrastive(
                x, indices: batch.indices, reference: reference, fresh: batch.usesFreshViews, parameters: self,
                model: &model)
        }
        guard let labels = batch.labels else { preconditionFailure("a supervised objective needs labels") }
        return Classification(x, labels: labels, parameters: self, model: &model)
    }
}
