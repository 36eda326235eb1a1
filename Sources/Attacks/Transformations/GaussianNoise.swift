// SPDX-License-Identifier: Apache-2.0
import Tensors

/// x + σg with g standard normal; the paper compares with σ = 0.01 (0.001 in 6.12).
public struct GaussianNoise: Transformation {
    /// σ
    public let deviation: Double
    private let seed: UInt64
    private let variant: UInt8

    /// - Parameters:
    ///   - deviation: σ, in units of [0, 1].
    ///   - variant: which of several results of one sample.
    public init(deviation: Double, seed: UInt64, variant: UInt8 = 0) {
        self.deviation = deviation
        self.seed = seed
        self.variant = variant
    }

    public func apply<Scalar: Real>(_ x: ArraySlice<Scalar>, sample: Int) -> [Scalar] {
        var stream = RandomStream(seed: seed, sample: UInt64(sample), purpose: .gaussianNoise, variant: variant)
        return x.map { $0 + Scalar(deviation * stream.gaussian()) }
    }
}
