import Models
import Tensors

/// A way to perturb a batch of samples: a pure function of samples, model and seed.
public protocol AttackMethod<Scalar>: Sendable {
    associatedtype Scalar: Real

    func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>]
}

extension Parameters {
    /// The criterion of the objective, its clean values taken at `x`, [model batch, d].
    func criterion<Scalar: Real>(
        for batch: Batch<Scalar>, at x: Tensor<Scalar>, model: inout Execution<Scalar>
    ) -> any Criterion<Scalar> {
        guard objective.isSupervised else {
            return Reconstruction(x, samples: batch.count, parameters: self, model: &model)
        }
        guard let labels = batch.labels else { preconditionFailure("a supervised objective needs labels") }
        return Classification(x, labels: labels, parameters: self, model: &model)
    }
}
