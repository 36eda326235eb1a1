// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Attacks

/// The ablations' distances by their definitions, and their gradients by central differences.
@Suite(.timeLimit(.minutes(10))) struct RowDistanceTests {
    private let K = 4
    private let length = 5

    private func numbers(_ seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<K * length).map { _ in stream.gaussian() }
    }

    private func critic<D: RowDistance>(_: D.Type, _ source: [Double]) -> D where D.Scalar == Double {
        let shape = CriticShape(rows: K, hidden: 2, rowLength: length)
        let start = CriticWeights<Double>(
            hidden: 2, rowLength: length, left: Array(repeating: 0, count: 10), right: Array(repeating: 0, count: 10),
            bias: [0, 0], output: [0, 0])
        let parameters = Parameters.preset(.uaed, sampling: .convolution, elementShape: [4, 4, 1])
        return D(start, source: source, offset: 0, shape: shape, optimiser: Optimiser(parameters))
    }

    private func value<D: RowDistance>(_ form: D.Type, _ x: [Double], _ y: [Double]) -> Double
    where D.Scalar == Double {
        var critic = critic(form, x)
        critic.observe(y, offset: 0)
        return critic.estimate(permutation: nil)
    }

    @Test func definitions() {
        let (x, y) = (numbers(1), numbers(2))
        let squares = zip(x, y).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
        #expect(abs(value(SquaredDistance<Double>.self, x, y) + squares) < 1e-12)
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).map { $0 * $1 }.reduce(0, +) }
        let cosine = dot(x, y) / (dot(x, x) * dot(y, y)).squareRoot()
        #expect(abs(value(CosineDistance<Double>.self, x, y) - (cosine - 1)) < 1e-12)
        // Equal rows cost nothing: the plan is the diagonal.
        #expect(abs(value(FeatureScattering<Double>.self, x, x)) < 1e-6)
        #expect(value(FeatureScattering<Double>.self, x, y) < -0.1)
    }

    @Test func gradientsOfSquareAndCosine() {
        compare(SquaredDistance<Double>.self)
        compare(CosineDistance<Double>.self)
    }

    private func compare<D: RowDistance>(_ form: D.Type) where D.Scalar == Double {
        let (x, y) = (numbers(1), numbers(2))
        var critic = critic(form, x)
        critic.observe(y, offset: 0)
        var gradient = [Double](repeating: 0, count: y.count)
        _ = critic.differentiate(permutation: nil, into: &gradient, offset: 0)
        for index in y.indices {
            var (up, down) = (y, y)
            up[index] += 1e-6
            down[index] -= 1e-6
            let slope = (value(form, x, up) - value(form, x, down)) / 2e-6
            #expect(abs(gradient[index] - slope) < 1e-7)
        }
    }

    /// At a fixed plan: Σ P*_kl ∂C_kl/∂y_l.
    @Test func gradientOfFeatureScattering() {
        let (x, y) = (numbers(1), numbers(2))
        func row(_ v: [Double], _ k: Int) -> ArraySlice<Double> { v[k * length..<(k + 1) * length] }
        func cost(_ y: [Double]) -> [Double] {
            (0..<K * K).map { 1 - Cosine(row(x, $0 / K), row(y, $0 % K)).value }
        }
        let plan = Sinkhorn.plan(cost(y), size: K)
        func fixed(_ y: [Double]) -> Double { zip(plan, cost(y)).map { $0 * $1 }.reduce(0, +) }
        var critic = critic(FeatureScattering<Double>.self, x)
        critic.observe(y, offset: 0)
        var gradient = [Double](repeating: 0, count: y.count)
        _ = critic.differentiate(permutation: nil, into: &gradient, offset: 0)
        for index in y.indices {
            var (up, down) = (y, y)
            up[index] += 1e-6
            down[index] -= 1e-6
            #expect(abs(gradient[index] + (fixed(up) - fixed(down)) / 2e-6) < 1e-7)
        }
    }

    /// The last half-step makes the columns' marginals exact; enough iterations bring the rows' near.
    @Test func sinkhornMarginals() {
        let plan = Sinkhorn.plan([0, 0.02, 0.05, 0.01, 0, 0.03, 0.04, 0.02, 0.01], size: 3)
        for k in 0..<3 {
            let column = plan[k] + plan[3 + k] + plan[6 + k]
            let row = plan[3 * k] + plan[3 * k + 1] + plan[3 * k + 2]
            #expect(abs(column - 1.0 / 3) < 1e-12)
            #expect(abs(row - 1.0 / 3) < 1e-6)
        }
        #expect(plan.allSatisfy { $0 > 0 })
    }
}
