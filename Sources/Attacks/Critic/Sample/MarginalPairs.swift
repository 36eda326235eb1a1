// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The pairs of one sample's marginal term, drawn again for each evaluation of I.
struct MarginalPairs<Scalar: CriticScalar>: Sendable {
    private let sample: Int
    private let randomness: any Randomness<Scalar>
    private let isPermuted: Bool
    private var permutation: [Int32]

    /// - Parameter sample: its index in the dataset.
    init(sample: Int, count: Int, parameters: Parameters, randomness: any Randomness<Scalar>) {
        self.sample = sample
        self.randomness = randomness
        isPermuted = parameters.marginal == .permutation
        permutation = Array(repeating: 0, count: count)
    }

    /// The permutation p of the pairs (k, p(k)); nil stands for all K² pairs.
    mutating func drawn(_ purpose: RandomStream.Purpose, _ occasion: Int) -> [Int32]? {
        guard isPermuted else { return nil }
        randomness.permute(&permutation, sample: sample, purpose: purpose, occasion: occasion)
        return permutation
    }
}
