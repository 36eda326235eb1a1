// SPDX-License-Identifier: Apache-2.0
import Tensors

/// One weight tensor of a graph that is learned, and its part of the flat array of all weights.
public struct LearnedWeight: Sendable {
    /// How a weight is used, from which its first values follow.
    public enum Role: Hashable, Sendable {
        /// Multiplies what `fanIn` inputs of each output bring; each input reaches `fanOut` outputs.
        case kernel(fanIn: Int, fanOut: Int)
        /// Is added.
        case offset
        /// Multiplies a standardized value.
        case factor
        /// The slope of a rectifier below 0.
        case slope
    }

    public let value: Graph.ValueID
    public let shape: [Int]
    public let range: Range<Int>
    public let role: Role
    /// Whether a rectifier, or a function like one, follows the layer.
    public let isRectified: Bool
}

/// The running statistics of one BatchNormalization, and their part of the flat array of all statistics: the means, then
/// the variances.
public struct RunningStatistics: Sendable {
    public let mean: Graph.ValueID
    public let variance: Graph.ValueID
    public let channels: Int
    public let first: Int

    var means: Range<Int> { first..<first + channels }
    var variances: Range<Int> { first + channels..<first + 2 * channels }
}

/// The roles of operators' inputs.
enum WeightRule {
    /// The role of a constant at input `index` of a node; nil if it is not learned there. Numbers that a value is
    /// multiplied by or added to are weights unless there is only one of them; differences and quotients are how
    /// exporters write a fixed scale of the data.
    static func role(_ node: Graph.Node, _ index: Int, _ shapes: (Graph.ValueID?) -> [Int]) -> LearnedWeight.Role? {
        let shape = shapes(node.inputs[index])
        switch node.operation {
        case let conv as Conv where index == 1: return kernel(shape, groups: conv.groups, strides: [])
        case let conv as ConvTranspose where index == 1:
            return kernel(shape, groups: conv.groups, strides: conv.strides, isTransposed: true)
        case is Conv where index == 2, is ConvTranspose where index == 2, is Gemm where index == 2: return .offset
        case let gemm as Gemm where shape.count == 2:
            let isLaidOut = gemm.transposeB ? index == 1 : index == 0
            return .kernel(fanIn: shape[isLaidOut ? 1 : 0], fanOut: shape[isLaidOut ? 0 : 1])
        case is MatMul where shape.count >= 2:
            let (rows, columns) = (shape[shape.count - 2], shape[shape.count - 1])
            return index == 1 ? .kernel(fanIn: rows, fanOut: columns) : .kernel(fanIn: columns, fanOut: rows)
        case is BatchNormalization, is InstanceNormalization, is GroupNormalization, is LayerNormalization:
            return index == 1 ? .factor : index == 2 ? .offset : nil
        case is PRelu: return index == 1 ? .slope : nil
        case let binary as Binary where shape.reduce(1, *) > 1:
            return binary.function == .add ? .offset : binary.function == .multiply ? .factor : nil
        default: return nil
        }
    }

    /// Each output sums C/groups·taps inputs, of a transposed convolution one in as many as the strides multiply to.
    private static func kernel(
        _ shape: [Int], groups: Int, strides: [Int], isTransposed: Bool = false
    ) -> LearnedWeight.Role? {
        guard shape.count >= 3, groups > 0 else { return nil }
        let taps = shape.dropFirst(2).reduce(1, *)
        let (one, other) = (shape[0] / groups * taps, shape[1] * taps)
        let thinned = max(1, (isTransposed ? one : other) / strides.reduce(1, *))
        return .kernel(fanIn: thinned, fanOut: isTransposed ? other : one)
    }

    /// Whether an activation passes about half of what it is given, as a rectifier does.
    static func isRectifier(_ operation: any Operation) -> Bool {
        switch operation {
        case let unary as Unary:
            switch unary.function {
            case .relu, .leakyRelu, .elu, .softplus: true
            default: false
            }
        case let activation as Activation:
            switch activation.function {
            case .celu, .hardSwish, .swish, .mish, .gelu, .tanhGelu: true
            case .hardSigmoid, .softsign: false
            }
        case is PRelu: true
        default: false
        }
    }
}
