// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct MatrixTests {
    private struct RandomProduct {
        let (m, n, k): (Int, Int, Int)
        let (transposeA, transposeB, accumulate): (Bool, Bool, Bool)
        let (aOffset, bOffset, cOffset, gap): (Int, Int, Int, Int)
        let (a, b, c): ([Double], [Double], [Double])
        let alpha: Double

        init(_ seed: Int) {
            var draw = Draw(seed)
            (m, n, k) = (draw.integer(1...40), draw.integer(1...40), draw.integer(1...40))
            (transposeA, transposeB, accumulate) = (seed & 1 != 0, seed & 2 != 0, seed & 4 != 0)
            (aOffset, bOffset, cOffset) = (draw.integer(0...5), draw.integer(0...5), draw.integer(0...5))
            gap = draw.choice([0, 0, 1, 6])
            alpha = draw.choice([1, -0.5])
            let rows = transposeA ? k : m
            a = draw.numbers(aOffset + rows * (stored(m, k, transposeA) + gap))
            b = draw.numbers(bOffset + n * k)
            c = draw.numbers(cOffset + m * n + 3)
            func stored(_ m: Int, _ k: Int, _ transposed: Bool) -> Int { transposed ? m : k }
        }

        var aStride: Int { (transposeA ? m : k) + gap }

        /// Cᵢⱼ = α Σ op(A)ᵢₗ op(B)ₗⱼ (+ Cᵢⱼ); what lies around C stays.
        var expected: [Double] {
            var result = c
            for i in 0..<m {
                for j in 0..<n {
                    let sum = (0..<k).reduce(0.0) { sum, l in
                        let left = a[aOffset + (transposeA ? l * aStride + i : i * aStride + l)]
                        return sum + left * b[bOffset + (transposeB ? j * k + l : l * n + j)]
                    }
                    result[cOffset + i * n + j] = alpha * sum + (accumulate ? c[cOffset + i * n + j] : 0)
                }
            }
            return result
        }

        func run<T: Real>(_: T.Type) -> [T] {
            var result = c.map { T($0) }
            Matrix.multiply(
                a.map { T($0) }, aOffset: aOffset, aStride: aStride, transposeA: transposeA, b.map { T($0) },
                bOffset: bOffset, transposeB: transposeB, into: &result, cOffset: cOffset, m: m, n: n, k: k,
                alpha: T(alpha), accumulate: accumulate)
            return result
        }
    }

    @Test(arguments: 0..<64) func definition(_ seed: Int) {
        let random = RandomProduct(seed)
        let expected = random.expected
        #expect(zip(random.run(Double.self), expected).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(relativeError(random.run(Float.self), expected) < 1e-5)
    }

    /// A product that is not added overwrites what was there, NaN included; an empty sum is 0.
    @Test func overwrites() {
        var (single, double): ([Float], [Double]) = ([.nan, .nan], [.nan, .nan])
        Matrix.multiply([1, 2], [3, 4], into: &single, m: 1, n: 1, k: 2)
        Matrix.multiply([1, 2], [3, 4], into: &double, m: 1, n: 1, k: 2)
        #expect(single[0] == 11 && single[1].isNaN && double[0] == 11 && double[1].isNaN)
        Matrix.multiply([], [], into: &single, m: 1, n: 2, k: 0)
        #expect(single == [0, 0])
        Matrix.multiply([], [], into: &double, m: 1, n: 1, k: 0, accumulate: true)
        #expect(double[0] == 11)
    }

    @Test func productIsANewMatrix() {
        #expect(Matrix.product([1.0, 2, 3, 4], [0, 1, 1, 0], m: 2, n: 2, k: 2) == [2, 1, 4, 3])
        #expect(Matrix.product([Float(1), 2, 3, 4], transposeA: true, [5, 6], m: 2, n: 1, k: 2) == [23, 34])
    }
}
