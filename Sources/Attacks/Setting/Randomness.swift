// SPDX-License-Identifier: Apache-2.0
import Tensors

/// All random numbers of an attack, each a function of the sample and of its purpose.
protocol Randomness<Scalar>: Sendable {
    associatedtype Scalar: Real
    /// The initial critic of a sample.
    func criticStart(sample: Int, hidden: Int, rowLength: Int) -> CriticWeights<Scalar>
    /// `count` values, uniform in ±radius.
    func startNoise(sample: Int, radius: Double, count: Int) -> [Scalar]
    /// Fills `permutation` with the draw number `occasion` for this purpose.
    func permute(_ permutation: inout [Int32], sample: Int, purpose: RandomStream.Purpose, occasion: Int)
}

/// Philox streams of one seed.
struct PhiloxRandomness<Scalar: Real>: Randomness {
    let seed: UInt64
    /// Which of several results of one sample.
    var variant: UInt8 = 0

    private func stream(_ sample: Int, _ purpose: RandomStream.Purpose, _ occasion: Int = 0) -> RandomStream {
        RandomStream(
            seed: seed, sample: UInt64(sample), purpose: purpose, occasion: UInt32(occasion), variant: variant)
    }

    func criticStart(sample: Int, hidden: Int, rowLength: Int) -> CriticWeights<Scalar> {
        var stream = stream(sample, .criticStart)
        return CriticWeights(hidden: hidden, rowLength: rowLength, from: &stream)
    }

    @specialized(where Scalar == Float)
    func startNoise(sample: Int, radius: Double, count: Int) -> [Scalar] {
        var stream = stream(sample, .startNoise)
        return stream.uniforms(count, radius: radius)
    }

    func permute(_ permutation: inout [Int32], sample: Int, purpose: RandomStream.Purpose, occasion: Int) {
        var stream = stream(sample, purpose, occasion)
        stream.permute(&permutation)
    }
}
