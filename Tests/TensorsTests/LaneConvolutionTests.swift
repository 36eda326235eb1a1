// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// Convolutions in lanes of random shapes: kernels at every level against the plain loops, and these against the
/// reference of a convolution.
@Suite(.serialized, .timeLimit(.minutes(10))) struct LaneConvolutionTests {
    /// A convolution, or its gradient, with everything that can be fused into it.
    struct Layer: LaneCase {
        var geometry: Convolution
        var upsampling = (1, 1)
        var isAdjoint = false
        var slope = 1.0
        var hasAddend = false
        var maskSlope: Double?

        var inputs: Int { sources * (hasMask ? 2 : 1) + (hasAddend ? outputs : 0) }
        var outputs: Int { isAdjoint ? convolution(Double.self).inputCount : geometry.outputCount }
        var scratch: Int { correlation(Double.self).scratchCount }
        var sources: Int { isAdjoint ? geometry.outputCount : convolution(Double.self).inputCount }
        private var hasMask: Bool { maskSlope != nil && correlation(Double.self).isFramed }

        private func convolution<T: Real>(_: T.Type) -> LaneConvolution<T> {
            LaneConvolution(geometry, weights: weights(), upsampling: upsampling, sources: learned)!
        }

        /// Weights and bias as they lie in one array, if they are learned.
        var isLearned = false
        private var learned: LaneSources? {
            let (count, maps) = (geometry.weightCount, isAdjoint ? geometry.channels : geometry.maps)
            return isLearned
                ? LaneSources(
                    weights: (0..<count).map { Int32($0) }, bias: (0..<maps).map { Int32(count + $0) }) : nil
        }

        func weights<T: Real>() -> [T] { LaneBench.numbers(geometry.weightCount, 1) }
        func bias<T: Real>() -> [T] { LaneBench.numbers(isAdjoint ? geometry.channels : geometry.maps, 2) }

        func correlation<T: Real>(_: T.Type) -> LaneCorrelation<T> {
            let convolution = convolution(T.self)
            return isAdjoint ? convolution.adjoint(bias: bias()) : convolution.forward(bias: bias())
        }

        func append<T: Real>(to program: inout LaneProgram<T>, x: Int, y: Int, scratch: Int) {
            let addend = x + sources * (hasMask ? 2 : 1)
            correlation(T.self).append(
                to: &program, x: x, y: y, scratch: scratch, mask: hasMask ? x + sources : nil,
                maskSlope: maskSlope ?? 0, addend: hasAddend ? addend : nil, slope: slope)
        }
    }

    static func random(_ seed: Int) -> Layer? {
        var dice = Dice(seed)
        let rank = dice.roll(0...4) == 0 ? 1 : 2
        let groups = dice.roll(0...2) == 0 ? dice.roll(2...4) : 1
        let (channels, maps) = (groups * dice.roll(1...5), groups * dice.roll(1...6))
        var (input, kernel, strides, dilations, pads, output) = ([Int](), [Int](), [Int](), [Int](), [Int](), [Int]())
        let factor = dice.roll(0...3) == 0 ? dice.roll(2...3) : 1
        for _ in 0..<rank {
            input.append(dice.roll(1...9) * factor)
            kernel.append(dice.roll(1...5))
            strides.append(factor > 1 ? 1 : dice.roll(1...3))
            dilations.append(dice.roll(0...2) == 0 ? dice.roll(1...3) : 1)
            pads.append(dice.roll(0...kernel.last!))
            let end = dice.roll(0...3)
            output.append(
                (input.last! + pads.last! + end - (kernel.last! - 1) * dilations.last! - 1) / strides.last! + 1)
            guard output.last! > 0, input.last! + pads.last! + end > (kernel.last! - 1) * dilations.last! else {
                return nil
            }
        }
        let window = Window(
            input: input, kernel: kernel, strides: strides, dilations: dilations, padsBegin: pads, output: output)
        return Layer(
            geometry: Convolution(channels: channels, maps: maps, groups: groups, window: window),
            upsampling: (rank == 2 ? factor : 1, factor), isAdjoint: dice.flip(),
            slope: [1, 0, 0.25][dice.roll(0...2)], hasAddend: dice.flip(), maskSlope: dice.flip() ? 0.5 : nil)
    }

    @Test func randomShapes() {
        let layers = (0..<1500).compactMap(Self.random)
        #expect(layers.count >= 1000)
        for (number, layer) in layers.enumerated() { LaneBench.check(layer, seed: UInt64(number)) }
    }

    /// The plain loops in lanes and the plain loops of a convolution give the same numbers up to rounding.
    @Test func lanesAreTheConvolution() throws {
        var checked = 0
        for seed in 0..<1200 {
            guard let layer = Self.random(seed), !layer.isAdjoint else { continue }
            try compare(layer)
            checked += 1
        }
        #expect(checked >= 400)
    }

    private func compare(_ layer: Layer) throws {
        let geometry = layer.geometry
        let convolution = try #require(
            LaneConvolution<Double>(geometry, weights: layer.weights(), upsampling: layer.upsampling))
        let x: [Double] = LaneBench.numbers(convolution.inputCount, 3)
        let slopes: [Double] = LaneBench.numbers(geometry.outputCount, 4)
        let repeated = repetition(geometry, layer.upsampling)
        let expected = Reference.convolve(
            repeated.map { x[$0] }, weights: layer.weights(), bias: layer.bias(), geometry: geometry, batch: 1)
        let spread = Reference.convolveAdjoint(slopes, weights: layer.weights(), geometry: geometry, batch: 1)
        var gradient = [Double](repeating: 0, count: x.count)
        for (index, source) in repeated.enumerated() { gradient[source] += spread[index] }
        equal(run(convolution.forward(bias: layer.bias()), x, geometry.outputCount), expected, "\(layer)")
        equal(run(convolution.adjoint(), slopes, x.count), gradient, "gradient of \(layer)")
    }

    private func run(_ correlation: LaneCorrelation<Double>, _ x: [Double], _ outputs: Int) -> [Double] {
        var program = LaneProgram<Double>()
        correlation.append(to: &program, x: 0, y: x.count, scratch: x.count + outputs)
        var memory = [Double](repeating: .nan, count: (x.count + outputs + correlation.scratchCount) * Lanes.count)
        for index in x.indices { memory[index * Lanes.count + 3] = x[index] }
        _ = program.run(0..<program.instructions.count, on: &memory)
        return (0..<outputs).map { memory[(x.count + $0) * Lanes.count + 3] }
    }

    /// The small input's element that each element of the repeated one copies.
    private func repetition(_ geometry: Convolution, _ factors: (Int, Int)) -> [Int] {
        let extents = geometry.window.input
        let (rows, columns) = extents.count == 2 ? (extents[0], extents[1]) : (1, extents[0])
        let width = columns / factors.1
        return (0..<geometry.channels * rows * columns).map { index in
            let (plane, row, column) = (index / columns / rows, index / columns % rows, index % columns)
            return (plane * (rows / factors.0) + row / factors.0) * width + column / factors.1
        }
    }

    private func equal(_ one: [Double], _ other: [Double], _ what: String) {
        let worst = zip(one, other).map { abs($0 - $1) }.max() ?? 0
        #expect(one.count == other.count && worst <= 1e-12, "\(worst) at \(what)")
    }
}
