// SPDX-License-Identifier: Apache-2.0
import Models

extension AttackSetting {
    /// The batch at δ₀, with critics of the form `K` pre-trained there. Traps if it has more samples than
    /// `model.batch`.
    func state<K: Critics>(_ batch: Batch<Scalar>, _: K.Type, model: inout Execution<Scalar>) -> AttackState<K>
    where K.Scalar == Scalar {
        precondition(batch.count <= model.batch, "\(batch.count) samples for a model bound to \(model.batch)")
        return AttackState(batch, setting: self, model: &model)
    }
}
