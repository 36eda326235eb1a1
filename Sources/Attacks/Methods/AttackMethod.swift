// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A way to perturb a batch of samples: a pure function of samples, model and seed.
public protocol AttackMethod<Scalar>: Sendable {
    associatedtype Scalar: Real

    /// Perturbs at most `model.batch` samples.
    ///
    /// - Parameter progress: called with the share of the work done, up to 1; false stops the method.
    /// - Returns: one outcome per sample, in the batch's order.
    /// - Throws: `CancellationError` if `progress` returns false.
    func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>]

    /// The batch that results are judged against: `batch` itself, unless the method transforms its source first.
    func source(of batch: Batch<Scalar>) -> Batch<Scalar>
}

extension AttackMethod {
    /// `batch` itself.
    public func source(of batch: Batch<Scalar>) -> Batch<Scalar> { batch }

    /// Perturbs the batch without reporting progress.
    public func run(_ batch: Batch<Scalar>, model: inout Execution<Scalar>) throws -> [Outcome<Scalar>] {
        try run(batch, model: &model) { _ in true }
    }
}
