// SPDX-License-Identifier: Apache-2.0
import Tensors

/// In the critic's place where a method estimates no mutual information.
struct NoCritic<Scalar: CriticScalar>: Critic {
    init(_: CriticWeights<Scalar>, source: [Scalar], offset: Int, shape: CriticShape, optimiser: Optimiser<Scalar>) {}

    mutating func observe(_: [Scalar], offset _: Int) {}
    mutating func ascend(permutation _: [Int32]?) -> Scalar { 0 }
    mutating func estimate(permutation _: [Int32]?) -> Scalar { 0 }
    mutating func differentiate(permutation _: [Int32]?, into _: inout [Scalar], offset _: Int) -> Scalar { 0 }
    mutating func remember() {}
    mutating func putBack() {}
}
