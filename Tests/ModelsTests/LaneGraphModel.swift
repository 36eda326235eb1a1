// SPDX-License-Identifier: Apache-2.0
import Tensors
import Testing

@testable import Models

/// Models with branches, and layers that no autoencoder of the paper has, with fixed scattered weights.
enum LaneGraphModel: String, CaseIterable, CustomTestStringConvertible {
    /// A square added to its own root.
    case skip
    case residual
    case unet
    /// Strides down and transposed convolutions up, one of them in groups with a normalization behind it.
    case strided
    /// Depthwise, dilated and grouped convolutions of extents that no stride divides.
    case depthwise
    /// Normalization in all forms, activations that read their argument.
    case normalized
    /// Average pooling, interpolation, padding, slices and sums.
    case resized
    /// A gate for each channel.
    case gated
    /// Tokens, heads, attention, a layer normalization.
    case attention
    /// A class token of constants before the others, which are all read again later.
    case joined
    /// A value that two joined ones hold, and one that holds another twice.
    case shared
    /// Nodes without a form in lanes between others.
    case region

    var testDescription: String { rawValue }
    var hasNodes: Bool { self == .region }

    func graph() -> Graph {
        switch self {
        case .skip: skip()
        case .residual: residual()
        case .unet: unet()
        case .strided: strided()
        case .depthwise: depthwise()
        case .normalized: normalized()
        case .resized: resized()
        case .gated: gated()
        case .attention: attention()
        case .joined: joined()
        case .shared: shared()
        case .region: region()
        }
    }

    private func skip() -> Graph {
        let maker = GraphMaker([1, 6, 6])
        let x = maker.unary(.relu, maker.conv(maker.input, [4, 1, 3, 3]))
        return maker.graph(maker.pair(.add, maker.pair(.multiply, x, x), x))
    }

    private func residual() -> Graph {
        let maker = GraphMaker([3, 8, 8])
        var x = maker.unary(.relu, maker.batchNorm(maker.conv(maker.input, [6, 3, 3, 3]), 6))
        var z = maker.unary(.relu, maker.batchNorm(maker.conv(x, [6, 6, 3, 3], bias: false), 6))
        z = maker.batchNorm(maker.conv(z, [6, 6, 3, 3], bias: false), 6)
        x = maker.unary(.leakyRelu(slope: 0.2), maker.pair(.add, z, x))
        z = maker.unary(.relu, maker.batchNorm(maker.conv(x, [8, 6, 3, 3], stride: 2), 8))
        z = maker.pair(.add, maker.conv(z, [8, 8, 3, 3]), maker.conv(x, [8, 6, 1, 1], stride: 2, pad: 0))
        z = maker.unary(.relu, maker.batchNorm(maker.unary(.relu, z), 8))
        return maker.graph(maker.unary(.sigmoid, maker.up(z, [8, 3, 4, 4])))
    }

    private func unet() -> Graph {
        let maker = GraphMaker([2, 8, 8])
        let one = maker.unary(.relu, maker.conv(maker.input, [5, 2, 3, 3]))
        let two = maker.unary(.relu, maker.conv(maker.pool(one), [7, 5, 3, 3]))
        var z = maker.unary(.relu, maker.conv(maker.pool(two), [9, 7, 3, 3]))
        z = maker.unary(.relu, maker.conv(maker.resize(z, 2), [6, 9, 3, 3]))
        z = maker.unary(.relu, maker.conv(maker.op(Concat(axis: 1), z, two), [6, 13, 3, 3]))
        z = maker.up(z, [6, 4, 2, 2], pad: 0)
        z = maker.conv(maker.op(Concat(axis: -3), z, maker.pair(.add, one, one)), [2, 9, 3, 3])
        return maker.graph(maker.unary(.sigmoid, z))
    }

    private func strided() -> Graph {
        let maker = GraphMaker([3, 12, 11])
        var z = maker.unary(.relu, maker.conv(maker.input, [8, 3, 4, 4], stride: 2))
        z = maker.unary(.relu, maker.conv(z, [8, 8, 3, 3], stride: 2))
        z = maker.op(
            ConvTranspose(padding: .explicit([1, 1, 1, 1]), strides: [2, 2], groups: 2), z,
            maker.weights([8, 3, 4, 4]), maker.weights([6]))
        z = maker.unary(.relu, maker.batchNorm(z, 6))
        return maker.graph(
            maker.op(ConvTranspose(strides: [2, 3], dilations: [2, 1]), z, maker.weights([6, 2, 3, 4])))
    }

    private func depthwise() -> Graph {
        let maker = GraphMaker([4, 9, 10])
        var z = maker.op(
            Conv(padding: .explicit([1, 1, 1, 1]), strides: [2, 2], groups: 4), maker.input,
            maker.weights([8, 1, 3, 3]), maker.weights([8]))
        z = maker.op(Activation(.hardSwish), z)
        z = maker.op(
            Conv(padding: .explicit([2, 0, 2, 3]), dilations: [2, 1], groups: 2), z, maker.weights([6, 4, 3, 2]))
        z = maker.op(Conv(padding: .explicit([0, 0, 0, 0]), strides: [3, 3]), z, maker.weights([5, 6, 2, 2]))
        return maker.graph(z)
    }

    private func normalized() -> Graph {
        let maker = GraphMaker([4, 5, 6])
        var z = maker.batchNorm(maker.input, 4)
        z = maker.op(Activation(.gelu), maker.conv(z, [4, 4, 3, 3]))
        z = maker.op(InstanceNormalization(), z, maker.weights([4]), maker.weights([4]))
        z = maker.op(Activation(.swish(alpha: 1)), z)
        z = maker.op(GroupNormalization(groups: 2), z, maker.weights([4]), maker.weights([4]))
        z = maker.op(LayerNormalization(axis: -2), z, maker.weights([5, 6]), maker.weights([6]))
        z = maker.unary(.elu(alpha: 1), maker.unary(.softplus, z))
        z = maker.op(Clip(low: 0.2, high: 3), z)
        return maker.graph(maker.op(Softmax(axis: 1, logarithm: true), z))
    }

    private func resized() -> Graph {
        let maker = GraphMaker([2, 6, 7])
        var z = maker.op(AveragePool(kernel: [2, 3], strides: [2, 1], padding: .explicit([0, 1, 0, 1])), maker.input)
        z = maker.op(
            Resize(mode: .linear, coordinates: .halfPixel), z, nil,
            maker.add(.real(Tensor(shape: [4], elements: [1, 1, 2, 1.5]))))
        z = maker.op(Pad(mode: .reflect, pads: [0, 0, 1, 2, 0, 0, 1, 0]), z)
        z = maker.op(Pad(pads: [0, 0, 0, 1, 0, 1, 0, 0], value: 0.25), z)
        z = maker.op(Slice(starts: [0, 1], ends: [9, 8], axes: [2, 3]), z)
        let mean = maker.op(Reduce(.mean, axes: [1, 3], keepAxes: true), z)
        return maker.graph(maker.pair(.subtract, z, mean))
    }

    private func gated() -> Graph {
        let maker = GraphMaker([6, 4, 4])
        let x = maker.unary(.relu, maker.conv(maker.input, [6, 6, 3, 3]))
        var gate = maker.op(GlobalAveragePool(), x)
        gate = maker.unary(.relu, maker.conv(gate, [3, 6, 1, 1], pad: 0))
        gate = maker.unary(.sigmoid, maker.conv(gate, [6, 3, 1, 1], pad: 0))
        let half = maker.add(.real(Tensor(shape: [], elements: [0.5])))
        let scaled = maker.op(Binary(.divide), maker.pair(.multiply, x, gate), half)
        return maker.graph(maker.op(Binary(.subtract), maker.weights([6, 1, 1]), scaled))
    }

    private func attention() -> Graph {
        let maker = GraphMaker([5, 8])
        let x = maker.op(LayerNormalization(), maker.input, maker.weights([8]), maker.weights([8]))
        func heads(_ order: [Int]) -> Graph.ValueID {
            let z = maker.pair(.add, maker.op(MatMul(), x, maker.weights([8, 8])), maker.weights([8]))
            let split = maker.op(Reshape(), z, maker.add(.integer(Tensor(shape: [4], elements: [0, 5, 2, 4]))))
            return maker.op(Transpose(permutation: order), split)
        }
        let scores = maker.op(MatMul(), heads([0, 2, 1, 3]), heads([0, 2, 3, 1]))
        let weights = maker.op(Softmax(axis: -1), maker.op(Binary(.multiply), scores, maker.weights([1])))
        let mixed = maker.op(Transpose(permutation: [0, 2, 1, 3]), maker.op(MatMul(), weights, heads([0, 2, 1, 3])))
        let joined = maker.op(Reshape(), mixed, maker.add(.integer(Tensor(shape: [3], elements: [0, 5, 8]))))
        let z = maker.pair(.add, maker.input, maker.op(MatMul(), joined, maker.weights([8, 8])))
        let wide = maker.op(Activation(.tanhGelu), maker.op(MatMul(), z, maker.weights([8, 16])))
        return maker.graph(maker.pair(.add, z, maker.op(MatMul(), wide, maker.weights([16, 8]))))
    }

    private func joined() -> Graph {
        let maker = GraphMaker([3, 4])
        let tokens = maker.op(MatMul(), maker.input, maker.weights([4, 4]))
        let token = maker.add(.real(Tensor(shape: [1, 1, 4], elements: [0.1, -0.2, 0.3, 0.4])))
        let shape = maker.op(Shape(), maker.input)
        let count = maker.op(Gather(axis: 0), shape, maker.add(.integer(Tensor(shape: [1], elements: [0]))))
        let rest = maker.add(.integer(Tensor(shape: [2], elements: [1, 1])))
        let first = maker.op(Expand(), token, maker.op(Concat(axis: 0), count, rest))
        let all = maker.op(Concat(axis: 1), first, tokens)
        let z = maker.op(MatMul(), maker.unary(.tanh, all), maker.weights([4, 4]))
        let wide = maker.op(Concat(axis: -1), maker.pair(.add, z, all), all)
        let halves = maker.split(wide, axis: 2, into: 2)
        return maker.graph(maker.op(Concat(axis: 1), maker.pair(.multiply, halves[0], halves[1]), tokens))
    }

    private func shared() -> Graph {
        let maker = GraphMaker([2, 4, 4])
        let a = maker.unary(.relu, maker.conv(maker.input, [2, 2, 3, 3]))
        let b = maker.conv(maker.op(Concat(axis: 1), a, maker.input), [3, 4, 3, 3])
        let c = maker.conv(maker.op(Concat(axis: 1), b, a, a), [2, 7, 1, 1], pad: 0)
        let d = maker.op(Slice(starts: [1], ends: [3], axes: [1]), maker.op(Concat(axis: 1), c, b))
        return maker.graph(maker.pair(.multiply, d, maker.pair(.subtract, a, c)))
    }

    private func region() -> Graph {
        let maker = GraphMaker([2, 4, 4])
        let x = maker.unary(.tanh, maker.conv(maker.input, [3, 2, 3, 3]))
        let limit = maker.add(.real(Tensor(shape: [], elements: [0.1])))
        let isLarge = maker.op(Comparison(.greater), x, limit)
        let y = maker.op(Where(), isLarge, maker.pair(.multiply, x, x), maker.unary(.negative, x))
        let product = maker.op(Reduce(.product, axes: [2], keepAxes: true), y)
        let z = maker.conv(maker.pair(.add, y, product), [2, 3, 3, 3])
        let largest = maker.op(Reduce(.maximum, axes: [1], keepAxes: true), z)
        return maker.graph(maker.unary(.sigmoid, maker.pair(.subtract, maker.pair(.add, x, largest), product)))
    }
}
