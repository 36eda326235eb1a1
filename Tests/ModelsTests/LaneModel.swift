// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Models that have a form in lanes, of odd sizes, with fixed scattered weights.
enum LaneModel: String, CaseIterable, CustomTestStringConvertible {
    /// 5×5 convolutions, halving and doubling: the paper's autoencoder in small.
    case paper
    /// Strides 2, kernels of 3 and 4, no padding, leaky activations.
    case strided
    /// Three-fold and uneven upsampling, and a repetition that no convolution follows.
    case repeated
    case dense
    /// Channels last: transpositions in and out.
    case channelsLast
    /// Overlapping windows with padding.
    case pooled
    case temporal

    var testDescription: String { rawValue }

    func graph() -> Graph {
        switch self {
        case .paper:
            LaneModelBuilder([1, 12, 12])
                .conv(7, 5, pad: 2).unary(.relu).pool(2).conv(5, 5, pad: 2).unary(.relu).pool(2)
                .conv(3, 5, pad: 2).unary(.relu).resize(2, 2).conv(6, 5, pad: 2).unary(.relu).resize(2, 2)
                .conv(1, 5, pad: 2).unary(.sigmoid).graph
        case .strided:
            LaneModelBuilder([3, 16, 12])
                .conv(8, 4, stride: 2, pad: 1).unary(.leakyRelu(slope: 0.1)).conv(9, 3, stride: 2, pad: 1)
                .unary(.tanh).conv(2, 3, pad: 0).unary(.relu).graph
        case .repeated:
            LaneModelBuilder([2, 3, 4])
                .conv(4, 3, pad: 1).unary(.relu).resize(3, 2).conv(2, 3, pad: 1).unary(.sigmoid).resize(1, 2).graph
        case .dense:
            LaneModelBuilder([29]).dense(13).unary(.relu).dense(29).unary(.sigmoid).graph
        case .channelsLast:
            LaneModelBuilder([8, 6, 2]).transpose([0, 3, 1, 2]).conv(5, 3, pad: 1).unary(.relu)
                .transpose([0, 2, 3, 1]).flatten().dense(4).graph
        case .pooled:
            LaneModelBuilder([2, 9, 9]).conv(3, 3, pad: 1).unary(.relu).pool(3, stride: 2, pad: 1).conv(2, 1, pad: 0)
                .unary(.sigmoid).graph
        case .temporal:
            LaneModelBuilder([3, 11]).conv(4, 5, pad: 2).unary(.relu).conv(1, 3, pad: 1).graph
        }
    }

    /// Scattered in (0, 1).
    static func numbers(_ count: Int, seed: UInt64) -> [Double] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .gaussianNoise)
        return (0..<count).map { _ in stream.uniform() }
    }
}

/// A chain of layers as a graph.
struct LaneModelBuilder {
    private(set) var graph: Graph
    private var shape: [Int]
    private var last = 0
    private var seed: UInt64 = 10

    init(_ shape: [Int]) {
        self.shape = shape
        graph = Graph(
            inputs: [.init(name: "x", value: 0, shape: [nil] + shape.map { $0 })],
            outputs: [.init(name: "y", value: 0)])
    }

    private func appending(
        _ operation: any Operation, _ constants: [Graph.Constant?] = [], shape: [Int]
    ) -> LaneModelBuilder {
        var copy = self
        var next = copy.last + 1
        var inputs: [Graph.ValueID?] = [copy.last]
        for constant in constants {
            guard let constant else {
                inputs.append(nil)
                continue
            }
            copy.graph.constants[next] = constant
            inputs.append(next)
            next += 1
        }
        copy.graph.nodes.append(.init(name: "n\(next)", operation: operation, inputs: inputs, outputs: [next]))
        copy.graph.outputs[0].value = next
        copy.last = next
        copy.shape = shape
        copy.seed += 1
        return copy
    }

    private func weights(_ shape: [Int], fan: Int) -> Graph.Constant {
        let numbers = LaneModel.numbers(shape.reduce(1, *), seed: seed)
        return .real(Tensor(shape: shape, elements: numbers.map { Float(($0 - 0.4) * 3) / Float(fan).squareRoot() }))
    }

    func conv(_ maps: Int, _ kernel: Int, stride: Int = 1, pad: Int) -> LaneModelBuilder {
        let rank = shape.count - 1
        let fan = shape[0] * (0..<rank).reduce(1) { product, _ in product * kernel }
        let extents = shape.dropFirst().map { ($0 + 2 * pad - kernel) / stride + 1 }
        return appending(
            Conv(
                padding: .explicit(Array(repeating: pad, count: 2 * rank)),
                strides: Array(repeating: stride, count: rank)),
            [weights([maps, shape[0]] + Array(repeating: kernel, count: rank), fan: fan), weights([maps], fan: 1)],
            shape: [maps] + extents)
    }

    func unary(_ function: UnaryFunction) -> LaneModelBuilder { appending(Unary(function), shape: shape) }

    func pool(_ kernel: Int, stride: Int? = nil, pad: Int = 0) -> LaneModelBuilder {
        let stride = stride ?? kernel
        return appending(
            MaxPool(
                kernel: [kernel, kernel], strides: [stride, stride], padding: .explicit([pad, pad, pad, pad])),
            shape: [shape[0]] + shape.dropFirst().map { ($0 + 2 * pad - kernel) / stride + 1 })
    }

    func resize(_ rows: Int, _ columns: Int) -> LaneModelBuilder {
        let scales = Tensor(shape: [4], elements: [1, 1, Float(rows), Float(columns)])
        return appending(
            Resize(mode: .nearest, coordinates: .asymmetric, nearest: .floor), [nil, .real(scales)],
            shape: [shape[0], shape[1] * rows, shape[2] * columns])
    }

    func dense(_ units: Int) -> LaneModelBuilder {
        appending(
            Gemm(transposeB: true), [weights([units, shape[0]], fan: shape[0]), weights([units], fan: 1)],
            shape: [units])
    }

    func flatten() -> LaneModelBuilder { appending(Flatten(axis: 1), shape: [shape.reduce(1, *)]) }

    func transpose(_ axes: [Int]) -> LaneModelBuilder {
        let full = [0] + shape
        return appending(Transpose(permutation: axes), shape: axes.dropFirst().map { full[$0] })
    }
}
