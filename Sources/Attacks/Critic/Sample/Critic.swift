// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The critic of one sample: K rows of x, fixed for the whole attack, and K rows of z, which move with δ.
protocol Critic: Sendable {
    associatedtype Scalar: CriticScalar

    /// - Parameters:
    ///   - start: the critic's initial weights.
    ///   - source: holds the K rows of x, from `offset` on.
    init(
        _ start: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape, optimiser: Optimiser<Scalar>)

    /// Takes the K rows of z from `rows`, from `offset` on.
    mutating func observe(_ rows: [Scalar], offset: Int)
    /// One ascent step on I; returns I before the step.
    mutating func ascend(permutation: [Int32]?) -> Scalar
    /// I at the rows last observed, in nats.
    mutating func estimate(permutation: [Int32]?) -> Scalar
    /// Returns I as ``estimate(permutation:)`` does, and writes ∂I/∂Y, K×d', to `gradient` from `offset` on.
    mutating func differentiate(permutation: [Int32]?, into gradient: inout [Scalar], offset: Int) -> Scalar

    /// Stores the critic for ``putBack()``.
    mutating func remember()
    /// Returns to the stored critic, with moments and step counter zero. The caller must observe the rows of z again.
    mutating func putBack()
}
