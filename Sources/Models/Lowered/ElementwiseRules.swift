// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Functions of single elements, of one value or two, in lanes. Each rule tells whether it has lowered the node.
enum ElementwiseRules<Scalar: Real> {
    static func map(_ layer: LaneLayer, _ lowering: inout LaneLowering<Scalar>) -> Bool {
        let (function, slope): (LaneFunction, LaneFunction)
        var followsFromValue = false
        switch layer.node.operation {
        case let unary as Unary:
            (function, slope) = (.unary(unary.function), .unarySlope(unary.function))
            followsFromValue = unary.function.slopeFollowsFromValue
        case let clip as Clip:
            guard let limits = try? clip.function(lowering.graph.inputs(layer.node)) else { return false }
            (function, slope) = (.unary(limits), .unarySlope(limits))
        case let activation as Activation:
            (function, slope) = (.activation(activation.function), .activationSlope(activation.function))
        default: return false
        }
        let isInPlace = followsFromValue && lowering.isFree(layer.x)
        if isInPlace { lowering.alias(layer.y, of: layer.x) }
        lowering.append(MapStep<Scalar>(x: layer.x, y: layer.y, function: function, slope: slope, isInPlace: isInPlace))
        return true
    }

    /// A value and a constant: an affine map where it is one, else a pair with the constant in lanes.
    static func constantPair(_ layer: LaneLayer, _ lowering: inout LaneLowering<Scalar>) -> Bool {
        guard let function = layer.pairFunction, let constant = lowering.graph.constant(layer.input(1), over: layer.to)
        else {
            return false
        }
        return lower(layer, of: layer.x, function, constant, layer.input(1), isLeft: false, &lowering)
    }

    /// Two values of one shape, or a constant and a value.
    static func pair(
        _ node: Graph.Node, _ output: Graph.ValueID, _ lowering: inout LaneLowering<Scalar>
    ) -> Bool {
        guard node.inputs.count == 2, let left = node.inputs[0], let right = node.inputs[1],
            let shape = lowering.graph.sampleShape(output)
        else { return false }
        let layer = LaneLayer(node: node, x: left, y: output, from: shape, to: shape)
        guard let function = layer.pairFunction else { return false }
        if !lowering.graph.dependent[left] {
            guard let constant = lowering.graph.constant(left, over: shape), lowering.graph.dependent[right] else {
                return false
            }
            return lower(layer, of: right, function, constant, left, isLeft: true, &lowering)
        }
        guard lowering.graph.dependent[right], let a = spread(left, to: shape, &lowering),
            let b = spread(right, to: shape, &lowering)
        else {
            return false
        }
        lowering.append(PairStep<Scalar>(left: a, right: b, result: output, function: function))
        return true
    }

    private static func lower(
        _ layer: LaneLayer, of value: Graph.ValueID, _ function: BinaryFunction, _ constant: [Scalar],
        _ source: Graph.ValueID?, isLeft: Bool, _ lowering: inout LaneLowering<Scalar>
    ) -> Bool {
        guard let x = spread(value, to: layer.to, &lowering) else { return false }
        let learned = lowering.graph.learned(source, over: layer.to)
        let (ones, zeros) = ([Scalar](repeating: 1, count: layer.count), [Scalar](repeating: 0, count: layer.count))
        switch (function, isLeft) {
        case (.add, _): lowering.appendAffine(layer, of: x, scale: ones, offset: constant, offsetSources: learned)
        case (.subtract, false): lowering.appendAffine(layer, of: x, scale: ones, offset: constant.map { -$0 })
        case (.subtract, true): lowering.appendAffine(layer, of: x, scale: ones.map { -$0 }, offset: constant)
        case (.multiply, _):
            lowering.appendAffine(layer, of: x, scale: constant, offset: zeros, scaleSources: learned)
        case (.power, false) where constant.allSatisfy { $0 == 2 }:
            lowering.append(PairStep<Scalar>(left: x, right: x, result: layer.y, function: .multiply))
        case (.power, false) where constant.allSatisfy { $0 == 0.5 }:
            lowering.append(
                MapStep<Scalar>(
                    x: x, y: layer.y, function: .unary(.sqrt), slope: .unarySlope(.sqrt), isInPlace: false))
        case (.divide, false): lowering.appendAffine(layer, of: x, scale: constant.map { 1 / $0 }, offset: zeros)
        default:
            let other = lowering.freshValue(count: layer.count)
            lowering.append(PartStep(x: nil, y: other, table: .constant(constant)))
            let (left, right) = isLeft ? (other, x) : (x, other)
            lowering.append(
                PairStep<Scalar>(
                    left: left, right: right, result: layer.y, function: function, varies: (!isLeft, isLeft)))
        }
        return true
    }

    /// A value repeated to `shape`, which it broadcasts to; itself if it has that shape.
    private static func spread(
        _ value: Graph.ValueID, to shape: [Int], _ lowering: inout LaneLowering<Scalar>
    ) -> Graph.ValueID? {
        guard let from = lowering.graph.sampleShape(value) else { return nil }
        if from == shape { return value }
        // A value of lower rank would be aligned with the samples' axis.
        guard from.count == shape.count, broadcast(from, shape) == shape else { return nil }
        let indices = Tensor<Int>.indices(of: from).expanded(to: shape).elements
        let result = lowering.freshValue(count: indices.count)
        lowering.append(
            TableStep<Scalar>(x: value, y: result, table: LaneTable(inputs: from.reduce(1, *), picking: indices)))
        return result
    }
}

extension LaneLayer {
    /// The function of a binary operator; nil for any other node.
    var pairFunction: BinaryFunction? {
        switch node.operation {
        case let binary as Binary: binary.function
        case let variadic as Variadic where node.inputs.count == 2: variadic.function
        case is PRelu: .parametricRelu
        default: nil
        }
    }
}

extension LaneTable {
    /// Numbers that depend on nothing.
    static func constant(_ values: [Scalar]) -> LaneTable {
        LaneTable(inputs: values.count, rows: values.map { _ in [] }, offsets: values)
    }
}
