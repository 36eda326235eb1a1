// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernels

/// Random numbers as a function of (seed, sample, purpose, occasion, variant, position) alone. The result of an attack
/// therefore does not depend on the batch that a sample is in, on threads, or on how often a job was resumed.
///
/// Philox's key is the seed. Its counter holds the position, the occasion (the number of the draw among those of its
/// purpose, e.g. of the permutation), and the sample with purpose and variant.
public struct RandomStream: Sendable {
    /// What numbers are drawn for. Results depend on the raw values, so these are part of the numerics version.
    public enum Purpose: UInt8, Sendable, CaseIterable {
        case criticStart = 1
        case startNoise = 2
        /// Job-wide; the sample is 0.
        case randomMatrices = 3
        case pretrainingPermutation = 4
        case gradientPermutation = 5
        case trainingPermutation = 6
        case evaluationPermutation = 7
        /// Pairs of augmented views of the contrastive criterion.
        case view = 8
        /// The contrastive criterion's reference samples; job-wide.
        case reference = 9
        /// Gaussian noise, as a method of its own or on top of another.
        case gaussianNoise = 10
        /// The angles of rotations.
        case transformation = 11
        /// The class that a targeted attack wants for a sample.
        case target = 12
        /// The samples that `limit` keeps.
        case limit = 13
        /// The samples that inspection examines.
        case inspection = 14
        /// The samples of a training's steps; the sample is the step.
        case trainingBatch = 15
        /// A training's first weights; the sample is the weight tensor's number.
        case firstWeights = 16
    }

    private let generator: Philox
    private var counter: Philox.Block
    private var pending = Philox.Block()
    private var left = 0

    /// - Parameters:
    ///   - sample: its index in the dataset, below 2⁴⁸.
    ///   - occasion: the number of the draw among those of its purpose; each has 2³⁴ words of its own.
    ///   - variant: which of several results of one sample.
    public init(seed: UInt64, sample: UInt64, purpose: Purpose, occasion: UInt32 = 0, variant: UInt8 = 0) {
        precondition(sample < 1 << 48, "sample index \(sample) is beyond 2^48")
        generator = Philox(key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
        let kind = UInt32(variant) << 8 | UInt32(purpose.rawValue)
        counter = Philox.Block(
            0, occasion, UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: sample >> 32) << 16 | kind)
    }

    /// The next 32 uniform bits.
    public mutating func bits() -> UInt32 {
        if left == 0 {
            pending = generator.block(counter)
            counter.x &+= 1
            left = 4
        }
        left -= 1
        return pending[3 - left]
    }

    /// Uniform in [0, 1), a multiple of 2⁻⁵³.
    public mutating func uniform() -> Double {
        let high = UInt64(bits())
        let low = UInt64(bits())
        return Double((high << 32 | low) >> 11) * 0x1p-53
    }

    /// The next `count` values of ``uniform(in:)`` in ±radius, computed many blocks at a time.
    @specialized(where T == Float)
    public mutating func uniforms<T: Real>(_ count: Int, radius: Double) -> [T] {
        var words = [UInt32](repeating: 0, count: 2 * count)
        fill(&words)
        return (0..<count).map { index in
            let word = UInt64(words[2 * index]) << 32 | UInt64(words[2 * index + 1])
            return T(-radius + (radius - -radius) * (Double(word >> 11) * 0x1p-53))
        }
    }

    /// Fills `words` with the next words of ``bits()``.
    private mutating func fill(_ words: inout [UInt32]) {
        var place = 0
        while left > 0, place < words.count {
            words[place] = bits()
            place += 1
        }
        let blocks = (words.count - place) / 4
        words.withUnsafeMutableBufferPointer { words in
            guard let base = words.baseAddress, blocks > 0 else { return }
            philox_blocks(
                generator.key.x, generator.key.y, counter.x, counter.y, counter.z, counter.w, blocks, base + place)
        }
        counter.x &+= UInt32(truncatingIfNeeded: blocks)
        for index in place + 4 * blocks..<words.count { words[index] = bits() }
    }

    /// Uniform in `range`, from one value of ``uniform()``.
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Standard normal (Box and Muller 1958). Only the cosine of each pair is used, so that every value takes exactly
    /// two uniform numbers.
    public mutating func gaussian() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// Uniform in 0..<bound, without bias (Lemire 2019); `bound` is positive.
    public mutating func integer(below bound: UInt32) -> UInt32 {
        var product = UInt64(bits()) * UInt64(bound)
        let threshold = (0 &- bound) % bound
        while UInt32(truncatingIfNeeded: product) < threshold {
            product = UInt64(bits()) * UInt64(bound)
        }
        return UInt32(product >> 32)
    }

    /// A uniformly drawn permutation of 0..<n (Fisher and Yates); it may have fixed points.
    public mutating func permutation(of n: Int) -> [Int] {
        var permutation = [Int32](repeating: 0, count: n)
        permute(&permutation)
        return permutation.map(Int.init)
    }

    /// Fills `permutation` with a uniformly drawn permutation of its indices.
    public mutating func permute(_ permutation: inout [Int32]) {
        for i in permutation.indices {
            permutation[i] = Int32(i)
        }
        for i in stride(from: permutation.count - 1, to: 0, by: -1) {
            permutation.swapAt(i, Int(integer(below: UInt32(i + 1))))
        }
    }
}
