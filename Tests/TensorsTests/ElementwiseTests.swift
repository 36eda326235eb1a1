// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Tensors

@Suite(.timeLimit(.minutes(10))) struct ElementwiseTests {
    static let functions: [UnaryFunction] = [
        .relu, .leakyRelu(slope: 0.1), .sigmoid, .tanh, .elu(alpha: 0.7), .selu(alpha: 1.67, gamma: 1.05), .softplus,
        .exp, .log, .sqrt, .negative, .absolute, .erf, .reciprocal, .clip(low: -0.5, high: 1.25),
        .affine(scale: -3, offset: 0.5),
    ]

    /// Values at −2, −½, ¾, 3 (absolute ones for log and √), from the functions' definitions.
    @Test func definitions() {
        let e = { (x: Double) in Double.exp(x) }
        let at: [Double] = [-2, -0.5, 0.75, 3]
        let expected: [(UnaryFunction, (Double) -> Double)] = [
            (.relu, { max($0, 0) }), (.leakyRelu(slope: 0.1), { $0 > 0 ? $0 : 0.1 * $0 }),
            (.sigmoid, { 1 / (1 + e(-$0)) }), (.tanh, { (e($0) - e(-$0)) / (e($0) + e(-$0)) }),
            (.elu(alpha: 0.7), { $0 > 0 ? $0 : 0.7 * (e($0) - 1) }),
            (.selu(alpha: 1.67, gamma: 1.05), { 1.05 * ($0 > 0 ? $0 : 1.67 * (e($0) - 1)) }),
            (.softplus, { Double.log(1 + e($0)) }), (.exp, e), (.negative, { -$0 }), (.absolute, { $0 < 0 ? -$0 : $0 }),
            (.reciprocal, { 1 / $0 }), (.clip(low: -0.5, high: 1.25), { min(max($0, -0.5), 1.25) }),
            (.affine(scale: -3, offset: 0.5), { -3 * $0 + 0.5 }),
        ]
        for (function, definition) in expected {
            #expect(
                zip(Double.apply(function, at), at.map(definition)).allSatisfy { abs($0 - $1) < 1e-14 }, "\(function)")
        }
        #expect(Double.apply(.sqrt, [0, 2.25, 16]) == [0, 1.5, 4])
        #expect(abs(Double.apply(.log, [e(1.5)])[0] - 1.5) < 1e-15)
        /// Abramowitz and Stegun, table 7.1.
        #expect(
            zip(Double.apply(.erf, [0.5, 1, -2]), [0.5204998778, 0.8427007929, -0.9953222650]).allSatisfy {
                abs($0 - $1) < 1e-10
            })
    }

    @Test(arguments: functions) func adjoint(_ function: UnaryFunction) {
        var draw = Draw(7)
        let positive = function == .log || function == .sqrt
        let x = draw.numbers(50).map { positive ? abs($0) + 0.1 : $0 }.filter {
            abs($0) > 1e-3 && abs($0 - 1.25) > 1e-3
        }
        let (u, v) = (draw.numbers(x.count), draw.numbers(x.count))
        let back = Double.applyAdjoint(function, u, x: x, y: Double.apply(function, x))
        let slope = centralDifference(x, v) { inner(Double.apply(function, $0), u) }
        #expect(agree(slope, inner(back, v), tolerance: 1e-6))
    }

    /// The float32 path, kernels included, at counts that do not fill a register.
    @Test(arguments: functions, [0, 1, 7, 16, 33, 100]) func fast(_ function: UnaryFunction, _ count: Int) {
        var draw = Draw(count)
        let positive = function == .log || function == .sqrt
        let x = draw.numbers(count).map { positive ? abs($0) + 0.1 : $0 }
        let (u, y) = (draw.numbers(count), Double.apply(function, x))
        #expect(relativeError(Float.apply(function, x.single), y) < 1e-5)
        let back = Double.applyAdjoint(function, u, x: x, y: y)
        #expect(relativeError(Float.applyAdjoint(function, u.single, x: x.single, y: y.single), back) < 1e-5)
    }

    /// relu keeps NaN; its slope at 0 is 0.
    @Test func reluAtItsKink() {
        let x: [Float] = [.nan, -0.0, 0, 1, -.infinity, .infinity]
        let y = Float.apply(.relu, x)
        #expect(y[0].isNaN && Array(y[1...]) == [0, 0, 1, 0, .infinity])
        #expect(Double.apply(.relu, [.nan])[0].isNaN)
        #expect(Array(Float.applyAdjoint(.relu, [1, 1, 1, 1, 1, 1], x: x, y: y)[1...]) == [0, 0, 1, 0, 1])
        #expect(Double.applyAdjoint(.absolute, [5], x: [0], y: [0]) == [0])
    }

    @Test func sigmoidOfLargeNumbers() {
        #expect(Float.apply(.sigmoid, [-200, 200]) == [0, 1])
        #expect(Double.apply(.softplus, [1000, -1000]) == [1000, 0])
    }
}
