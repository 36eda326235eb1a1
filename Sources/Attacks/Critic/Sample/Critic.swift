// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The critic of one sample: K rows of x, fixed for the whole attack, and K rows of z, which move with δ.
protocol Critic: Sendable {
    associatedtype Scalar: CriticScalar

    /// - Parameter source: the K rows of x, from `offset` on.
    init(
        _ start: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape, optimiser: Optimiser<Scalar>)

    /// Takes the K rows of z, from `offset` on.
    mutating func observe(_ rows: [Scalar], offset: Int)
    /// One step up I; returns I as it was before the step.
    mutating func ascend(permutation: [Int32]?) -> Scalar
    /// I at the rows last observed.
    mutating func estimate(permutation: [Int32]?) -> Scalar
    /// I as ``estimate(permutation:)``, and ∂I/∂Y, K×d', from `offset` on.
    mutating func differentiate(permutation: [Int32]?, into gradient: inout [Scalar], offset: Int) -> Scalar

    /// Keeps the critic for ``putBack()``.
    mutating func remember()
    /// Returns to what was remembered, moments and step counter zero. The rows of z must be observed anew.
    mutating func putBack()
}
