// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Replaces the critic in methods that estimate no mutual information; I is always 0.
struct NoCritic<Scalar: CriticScalar>: Critic {
    init(_: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape, optimiser: Optimiser<Scalar>) {}

    mutating func observe(_: [Scalar], offset _: Int) {}
    mutating func ascend(permutation _: [Int32]?) -> Scalar { 0 }
    mutating func estimate(permutation _: [Int32]?) -> Scalar { 0 }
    mutating func differentiate(permutation _: [Int32]?, into _: inout [Scalar], offset _: Int) -> Scalar { 0 }
    mutating func remember() {}
    mutating func putBack() {}
}
