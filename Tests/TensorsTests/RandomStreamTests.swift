// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

/// Philox and the streams made of it.
@Suite(.timeLimit(.minutes(10))) struct RandomStreamTests {
    /// Random123 1.14, tests/kat_vectors, `philox4x32 10`: counter, key, output.
    @Test(
        arguments: [
            ([0, 0, 0, 0], [0, 0], [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
            (
                [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], [0xFFFF_FFFF, 0xFFFF_FFFF],
                [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
            ),
            (
                [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
                [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
            ),
        ] as [([UInt32], [UInt32], [UInt32])])
    func publishedVectors(counter: [UInt32], key: [UInt32], output: [UInt32]) {
        let philox = Philox(key: SIMD2(key[0], key[1]))
        #expect(
            philox.block(SIMD4(counter[0], counter[1], counter[2], counter[3]))
                == SIMD4(
                    output[0], output[1], output[2], output[3]))
    }

    @Test func aStreamIsPhilox() {
        var stream = RandomStream(seed: 0x299F_31D0_A409_3822, sample: 7, purpose: .startNoise, occasion: 5, variant: 2)
        let block = Philox(key: SIMD2(0xA409_3822, 0x299F_31D0)).block(SIMD4(0, 5, 7, 0x0202))
        #expect((0..<4).map { _ in stream.bits() } == [block.x, block.y, block.z, block.w])
    }

    @Test func streamsDiffer() {
        func first(_ sample: UInt64, _ purpose: RandomStream.Purpose, _ occasion: UInt32, _ variant: UInt8) -> UInt32 {
            var stream = RandomStream(seed: 1, sample: sample, purpose: purpose, occasion: occasion, variant: variant)
            return stream.bits()
        }
        let values = [
            first(0, .startNoise, 0, 0), first(1, .startNoise, 0, 0), first(1 << 32, .startNoise, 0, 0),
            first(0, .criticStart, 0, 0), first(0, .startNoise, 1, 0), first(0, .startNoise, 0, 1),
        ]
        #expect(Set(values).count == values.count)
    }

    /// Mean and variance of 200,000 draws lie within five standard errors.
    @Test func moments() {
        var stream = RandomStream(seed: 3, sample: 0, purpose: .gaussianNoise)
        let n = 200_000
        let gaussians = (0..<n).map { _ in stream.gaussian() }
        let uniforms = (0..<n).map { _ in stream.uniform() }
        let error = 1 / Double(n).squareRoot()
        #expect(abs(mean(gaussians)) < 5 * error)
        #expect(abs(mean(gaussians.map { $0 * $0 }) - 1) < 5 * 2.0.squareRoot() * error)
        #expect(abs(mean(gaussians.map { $0 * $0 * $0 * $0 }) - 3) < 5 * 96.0.squareRoot() * error)
        #expect(abs(mean(uniforms) - 0.5) < 5 * error / 12.0.squareRoot())
        #expect(uniforms.allSatisfy { $0 >= 0 && $0 < 1 })
    }

    /// Each of the 24 orders of four comes up 1/24 of the time, within five standard errors.
    @Test func permutationsAreUniform() {
        var counts: [[Int]: Int] = [:]
        let n = 48_000
        for occasion in 0..<n {
            var stream = RandomStream(seed: 9, sample: 4, purpose: .view, occasion: UInt32(occasion))
            counts[stream.permutation(of: 4), default: 0] += 1
        }
        #expect(counts.count == 24)
        let expected = Double(n) / 24
        #expect(counts.values.allSatisfy { abs(Double($0) - expected) < 5 * expected.squareRoot() })
        #expect(counts.keys.allSatisfy { $0.sorted() == [0, 1, 2, 3] })
    }

    @Test(arguments: [0, 1, 2, 3, 7, 16, 31, 500]) func aPermutationIsOne(_ n: Int) {
        var stream = RandomStream(seed: 5, sample: UInt64(n), purpose: .trainingPermutation)
        for _ in 0..<20 {
            #expect(stream.permutation(of: n).sorted() == Array(0..<n))
        }
        var filled = [Int32](repeating: -1, count: n)
        stream.permute(&filled)
        #expect(filled.sorted() == (0..<n).map { Int32($0) })
    }

    /// Every residue below a bound that does not divide 2³² comes up equally often, within five standard errors.
    @Test(arguments: [1, 3, 10, 255] as [UInt32]) func integersAreUniform(_ bound: UInt32) {
        var stream = RandomStream(seed: 6, sample: 1, purpose: .view)
        let n = 60_000
        var counts = [Int](repeating: 0, count: Int(bound))
        for _ in 0..<n { counts[Int(stream.integer(below: bound))] += 1 }
        let expected = Double(n) / Double(bound)
        #expect(counts.allSatisfy { abs(Double($0) - expected) <= 5 * expected.squareRoot() })
    }

    /// Shares of normal draws beyond 1, 2 and 3 standard deviations, within five standard errors.
    @Test func tails() {
        var stream = RandomStream(seed: 8, sample: 0, purpose: .randomMatrices)
        let n = 200_000
        let draws = (0..<n).map { _ in stream.gaussian() }
        for (limit, share) in [(1.0, 0.317_310_508), (2.0, 0.045_500_264), (3.0, 0.002_699_796)] {
            let found = Double(draws.count { abs($0) > limit }) / Double(n)
            #expect(abs(found - share) < 5 * (share * (1 - share) / Double(n)).squareRoot())
        }
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
