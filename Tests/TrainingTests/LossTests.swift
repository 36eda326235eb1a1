// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Training

/// Gradients of losses against central differences, and the two forms of an optimiser's step.
@Suite(.timeLimit(.minutes(10))) struct LossTests {
    static let losses: [TrainingLoss] = [
        .squares(sigmoid: false), .squares(sigmoid: true), .binaryCrossEntropy, .crossEntropy,
        .contrastive(temperature: 0.5),
    ]
    static let (rows, count) = (6, 5)

    private func draw(_ seed: UInt64, _ count: Int, _ radius: Double) -> [Double] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<count).map { _ in stream.uniform(in: -radius...radius) }
    }

    @Test(arguments: losses) func gradients(_ loss: TrainingLoss) {
        let (rows, count) = (Self.rows, Self.count)
        let output = draw(1, rows * count, 3)
        let targets = LossTargets<Double>(
            numbers: draw(2, rows * count, 0.5).map { $0 + 0.5 }, labels: [0, 4, 2, 2, 1, 3])
        func value(_ output: [Double], _ gradient: inout [Double]) -> Double {
            loss.share(output, rows: rows, count: count, targets: targets, first: 0, batch: rows, gradient: &gradient)
        }
        var (gradient, ignored) = (output, output)
        _ = value(output, &gradient)
        for index in output.indices {
            let slope = slope(output, index) { value($0, &ignored) }
            #expect(abs(slope - gradient[index]) < 1e-7, "\(loss), element \(index)")
        }
    }

    @Test func penalty() {
        let (rows, count) = (Self.rows, Self.count)
        let code = draw(3, rows * count, 0.4).map { $0 + 0.45 }
        let penalty = SparsePenalty()
        var (gradient, ignored) = (code, code)
        _ = penalty.value(code, batch: rows, count: count, gradient: &gradient)
        for index in code.indices {
            let slope = slope(code, index) { penalty.value($0, batch: rows, count: count, gradient: &ignored) }
            #expect(abs(slope - gradient[index]) < 1e-7, "element \(index)")
        }
    }

    private func slope(_ x: [Double], _ index: Int, _ f: ([Double]) -> Double) -> Double {
        var (above, below) = (x, x)
        above[index] += 1e-6
        below[index] -= 1e-6
        return (f(above) - f(below)) / 2e-6
    }

    /// What is separable is the sum of its parts.
    @Test(arguments: losses.filter(\.isSeparable)) func parts(_ loss: TrainingLoss) {
        let (rows, count) = (Self.rows, Self.count)
        let output = draw(4, rows * count, 3)
        let targets = LossTargets<Double>(numbers: draw(5, rows * count, 0.5), labels: [3, 0, 1, 4, 2, 0])
        var (whole, part) = (output, output)
        let value = loss.share(
            output, rows: rows, count: count, targets: targets, first: 0, batch: rows, gradient: &whole)
        var sum = 0.0
        for (first, some) in [(0, 4), (4, 2)] {
            sum += loss.share(
                Array(output[first * count..<(first + some) * count]), rows: some, count: count, targets: targets,
                first: first, batch: rows, gradient: &part)
            #expect(Array(part[..<(some * count)]) == Array(whole[first * count..<(first + some) * count]))
        }
        #expect(abs(sum - value) < 1e-12)
    }

    /// Outputs far from 0 give no infinity.
    @Test(arguments: losses) func largeOutputs(_ loss: TrainingLoss) {
        let output: [Float] = (0..<30).map { $0 % 2 == 0 ? 1e4 : -1e4 }
        let targets = LossTargets<Float>(numbers: output.map { $0 > 0 ? 0 : 1 }, labels: [0, 1, 2, 3, 4, 0])
        var gradient = output
        let value = loss.share(output, rows: 6, count: 5, targets: targets, first: 0, batch: 6, gradient: &gradient)
        #expect(value.isFinite && gradient.allSatisfy(\.isFinite))
    }

    /// The kernels' steps against the plain loop, on several hundred weights of every size.
    @Test(arguments: Optimiser.named.keys.sorted()) func fastSteps(_ name: String) {
        let optimiser = Optimiser.named[name]!
        for (seed, count) in [1, 7, 16, 37, 500].enumerated() {
            let start = draw(UInt64(seed), count, 2)
            var (weights, first, second) = (
                start.map { Float($0) }, [Float](repeating: 0, count: count), start.map { _ in Float(0) }
            )
            var (plain, plainFirst, plainSecond) = (start, [Double](repeating: 0, count: count), start.map { _ in 0.0 })
            for step in 0..<20 {
                let gradient = draw(UInt64(100 + step), count, pow10(step % 5 - 3))
                let numbers = optimiser.numbers(rate: 0.05, step: step)
                optimiser.rule.apply(
                    numbers, gradient: gradient.map { Float($0) }, weights: &weights, first: &first, second: &second)
                optimiser.rule.apply(
                    numbers, gradient: gradient, weights: &plain, first: &plainFirst, second: &plainSecond)
            }
            for index in 0..<count {
                let bound = 2e-5 * max(1, abs(plain[index]))
                #expect(abs(Double(weights[index]) - plain[index]) < bound, "\(name) \(index)")
            }
            #expect(weights != start.map { Float($0) })
        }
    }

    private func pow10(_ exponent: Int) -> Double {
        (0..<abs(exponent)).reduce(1) { x, _ in exponent < 0 ? x / 10 : x * 10 }
    }
}
