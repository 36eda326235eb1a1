// SPDX-License-Identifier: Apache-2.0
import Kernels
import Testing

@testable import Tensors

/// The kernels at every level of the instruction set that this CPU has: against the plain loops in Double, and AVX2
/// against AVX-512 bit by bit, which is what portable arithmetic rests on.
@Suite(.serialized) struct LaneKernelTests {
    struct Layer: CustomTestStringConvertible {
        var channels = 3
        var maps = 5
        var kernel = 3
        var size = 8
        var stride = 1
        var pad = 1
        var factor = 1
        var testDescription: String { "\(channels)→\(maps), \(kernel)×\(kernel), \(size), /\(stride), ×\(factor)" }
    }

    static let layers = [
        Layer(), Layer(channels: 1, maps: 16, kernel: 5, size: 28, pad: 2),
        Layer(channels: 16, maps: 1, kernel: 5, size: 14, pad: 2, factor: 2),
        Layer(channels: 4, maps: 3, kernel: 4, size: 12, stride: 2, pad: 1), Layer(maps: 2, kernel: 1, size: 7, pad: 0),
        Layer(channels: 8, maps: 6, kernel: 3, size: 13, pad: 0), Layer(maps: 7, kernel: 5, size: 4, pad: 2, factor: 3),
    ]
    static let levels = [0, 3, 4].filter { $0 <= highest }
    private static let highest = Int(kernel_choose_level(4))

    @Test(arguments: layers) func convolution(_ layer: Layer) throws {
        let size = layer.size * layer.factor
        let output = (size + 2 * layer.pad - layer.kernel) / layer.stride + 1
        let window = Window(
            input: [size, size], kernel: [layer.kernel, layer.kernel], strides: [layer.stride, layer.stride],
            dilations: [1, 1], padsBegin: [layer.pad, layer.pad], output: [output, output])
        let geometry = Convolution(channels: layer.channels, maps: layer.maps, groups: 1, window: window)
        let weights = Self.numbers(geometry.weightCount, 1)
        let bias = Self.numbers(layer.maps, 2)
        let factors = (layer.factor, layer.factor)
        let exact = try #require(
            LaneConvolution(geometry, weights: weights, bias: bias, upsampling: factors))
        let fast = try #require(
            LaneConvolution(
                geometry, weights: weights.map { Float($0) }, bias: bias.map { Float($0) }, upsampling: factors))
        check(exact.inputCount, exact.outputCount, exact.scratchCount) { memory, x, y, scratch in
            exact.forward.apply(&memory, x: x, y: y, scratch: scratch)
        } _: { memory, x, y, scratch in
            fast.forward.apply(&memory, x: x, y: y, scratch: scratch)
        }
        check(exact.outputCount, exact.inputCount, exact.scratchCount) { memory, x, y, scratch in
            exact.adjoint.apply(&memory, x: x, y: y, scratch: scratch)
        } _: { memory, x, y, scratch in
            fast.adjoint.apply(&memory, x: x, y: y, scratch: scratch)
        }
    }

    @Test(arguments: [(1, 1), (12, 7), (31, 29), (5, 64)]) func dense(_ rows: Int, _ columns: Int) {
        let weights = Self.numbers(rows * columns, 3)
        let bias = Self.numbers(rows, 4)
        let exact = LaneDense(weights, bias: bias, inputs: columns, outputs: rows)
        let fast = LaneDense(
            weights.map { Float($0) }, bias: bias.map { Float($0) }, inputs: columns, outputs: rows)
        check(columns, rows, 0) { memory, x, y, _ in
            exact.forward(&memory, x: x, y: y)
        } _: { memory, x, y, _ in
            fast.forward(&memory, x: x, y: y)
        }
        check(rows, columns, 0) { memory, x, y, _ in
            exact.adjoint(&memory, dy: x, dx: y)
        } _: { memory, x, y, _ in
            fast.adjoint(&memory, dy: x, dx: y)
        }
    }

    @Test(arguments: [(2, 2, 0), (3, 2, 1), (3, 1, 1)]) func maxima(_ kernel: Int, _ stride: Int, _ pad: Int) throws {
        let output = (9 + 2 * pad - kernel) / stride + 1
        let window = Window(
            input: [9, 9], kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1],
            padsBegin: [pad, pad], output: [output, output])
        let pooling = try #require(LanePooling(window, planes: 2))
        let (inputs, outputs) = (2 * 81, 2 * output * output)
        check(inputs, outputs + inputs, outputs) { memory, x, y, dy in
            pooling.forward(&memory, x: x, y: y)
            Self.fill(&memory, from: dy, count: outputs)
            pooling.adjoint(&memory, x: x, y: y, dy: dy, dx: y + outputs)
        } _: { memory, x, y, dy in
            pooling.forward(&memory, x: x, y: y)
            Self.fill(&memory, from: dy, count: outputs)
            pooling.adjoint(&memory, x: x, y: y, dy: dy, dx: y + outputs)
        }
    }

    /// What is not a number wins its windows and takes their gradients in lanes too, in C and in the plain loops.
    @Test func notANumber() throws {
        let window = Window(
            input: [2, 2], kernel: [2, 2], strides: [2, 2], dilations: [1, 1], padsBegin: [0, 0], output: [1, 1])
        let pooling = try #require(LanePooling(window, planes: 1))
        func pooled<T: Real>(_ place: Int, _: T.Type) -> [T] {
            // x in 4 vectors, y in one, ȳ in one, x̄ in 4.
            var memory = [T](repeating: 1, count: 10 * Lanes.count)
            for lane in 0..<Lanes.count { memory[place * Lanes.count + lane] = .nan }
            pooling.forward(&memory, x: 0, y: 4)
            pooling.adjoint(&memory, x: 0, y: 4, dy: 5, dx: 6)
            return memory
        }
        for place in 0..<4 {
            for lane in 0..<Lanes.count {
                let (fast, plain) = (pooled(place, Float.self), pooled(place, Double.self))
                #expect(fast[4 * Lanes.count + lane].isNaN && plain[4 * Lanes.count + lane].isNaN)
                let wins = (0..<4).map { $0 == place ? 1.0 : 0 }
                let found = (6..<10).map { (Double(fast[$0 * Lanes.count + lane]), plain[$0 * Lanes.count + lane]) }
                #expect(found.map(\.0) == wins && found.map(\.1) == wins)
            }
        }
    }

    @Test(arguments: [(16, 16, 24), (10, 16, 5), (3, 7, 13), (1, 1, 1)]) func products(
        _ rows: Int, _ columns: Int, _ length: Int
    ) {
        let distance = length + 2
        let shape = LaneProductShape(
            rows: rows, columns: columns, length: length, rowDistance: distance, coefficientDistance: columns)
        let inputs = (rows + columns) * distance
        check(inputs, rows * columns + rows * distance, 0) { memory, x, y, _ in
            Lanes.products(shape, &memory, a: x, b: x + rows * distance, c: y)
            Lanes.combine(shape, &memory, keep: 0.5, c: y, x: x + rows * distance, y: y + rows * columns)
        } _: { memory, x, y, _ in
            Lanes.products(shape, &memory, a: x, b: x + rows * distance, c: y)
            Lanes.combine(shape, &memory, keep: 0.5, c: y, x: x + rows * distance, y: y + rows * columns)
        }
    }

    @Test(arguments: [UnaryFunction.relu, .leakyRelu(slope: 0.2), .sigmoid, .tanh]) func activations(
        _ function: UnaryFunction
    ) throws {
        let activation = try #require(LaneActivation(function))
        check(40, 80, 0) { memory, x, y, _ in
            Self.twice(&memory, x, y)
            activation.forward(&memory, y: y, count: 40)
            activation.adjoint(&memory, y: y, dy: y + 40, count: 40)
        } _: { memory, x, y, _ in
            Self.twice(&memory, x, y)
            activation.forward(&memory, y: y, count: 40)
            activation.adjoint(&memory, y: y, dy: y + 40, count: 40)
        }
    }

    @Test func rowsInAndOut() {
        for (count, filled) in [(20, 16), (16, 5), (3, 1)] {
            let rows = Self.numbers(count * filled, 5).map { Float($0) }
            var lanes = [Float](repeating: 0, count: count * Lanes.count)
            Lanes.interleave(rows, firstRow: 0, rowCount: filled, count: count, into: &lanes, at: 0)
            for (row, element) in [(0, 0), (filled - 1, count - 1)] {
                #expect(lanes[element * Lanes.count + row] == rows[row * count + element])
            }
            var back = [Float](repeating: 0, count: rows.count)
            Lanes.deinterleave(lanes, at: 0, count: count, into: &back, firstRow: 0, rowCount: filled)
            #expect(back == rows)
        }
    }
}

extension LaneKernelTests {
    private typealias Work<T> = (_ memory: inout [T], _ x: Int, _ y: Int, _ scratch: Int) -> Void

    /// Runs both on the same `inputs` vectors and compares `outputs` vectors, at every level.
    private func check(
        _ inputs: Int, _ outputs: Int, _ scratch: Int, _ exact: Work<Double>, _ fast: Work<Float>
    ) {
        let size = (inputs + outputs + scratch) * Lanes.count
        var reference = Self.numbers(size, 6).map { Double(Float($0)) }
        for index in inputs * Lanes.count..<size { reference[index] = 0 }
        let start = reference.map { Float($0) }
        exact(&reference, 0, inputs, inputs + outputs)
        let range = inputs * Lanes.count..<(inputs + outputs) * Lanes.count
        let scale = reference[range].map(abs).max() ?? 1
        defer { kernel_choose_level(4) }
        var results: [Int: [Float]] = [:]
        for level in Self.levels {
            #expect(Int(kernel_choose_level(Int32(level))) == level)
            var memory = start
            fast(&memory, 0, inputs, inputs + outputs)
            results[level] = Array(memory[range])
            let worst = zip(memory[range], reference[range]).map { abs(Double($0) - $1) }.max() ?? .infinity
            #expect(worst <= 2e-6 * max(scale, 1), "level \(level): \(worst) of \(scale)")
        }
        if let two = results[3], let four = results[4] {
            #expect(two.map(\.bitPattern) == four.map(\.bitPattern), "AVX2 and AVX-512 differ")
        }
    }

    private static func numbers(_ count: Int, _ seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<count).map { _ in stream.uniform(in: -1...1) }
    }

    /// Forty vectors, copied to two places.
    private static func twice<T: Real>(_ memory: inout [T], _ from: Int, _ to: Int) {
        let values = memory
        Lanes.copy(values, at: from, count: 40, into: &memory, at: to)
        Lanes.copy(values, at: from, count: 40, into: &memory, at: to + 40)
    }

    private static func fill<T: Real>(_ memory: inout [T], from offset: Int, count: Int) {
        for index in 0..<count * Lanes.count {
            memory[offset * Lanes.count + index] = T(Double(index % 13) / 8 - 0.5)
        }
    }
}
