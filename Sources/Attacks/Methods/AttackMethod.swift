// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A way to perturb a batch of samples: a pure function of samples, model and seed.
public protocol AttackMethod<Scalar>: Sendable {
    associatedtype Scalar: Real

    func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>]

    /// What its results are judged against: the batch itself, unless the source is transformed first.
    func source(of batch: Batch<Scalar>) -> Batch<Scalar>
}

extension AttackMethod {
    public func source(of batch: Batch<Scalar>) -> Batch<Scalar> { batch }

    public func run(_ batch: Batch<Scalar>, model: inout Execution<Scalar>) throws -> [Outcome<Scalar>] {
        try run(batch, model: &model) { _ in true }
    }
}
