// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The first convolution of a model: it is reached from the input through nodes that only reshape or are affine per
/// channel. Its maps are taken after the BatchNormalization and the activation that directly follow it.
///
/// Padding before it counts as its own. The n-th convolution is the n-th in the graph's order that depends on the
/// first.
struct FirstConvolutionSearch<Scalar: Real> {
    let schedule: [Graph.Node]
    let values: [Value<Scalar>?]
    let input: Graph.ValueID
    let batch: Int

    /// The feature maps of convolution `number`, counted from 1; nil if there is none.
    func find(_ number: Int) -> BoundGraph<Scalar>.Features? {
        guard number >= 1, let first = firstIndex() else { return nil }
        var downstream = Set(schedule[first].outputs)
        var index = first
        var found = 1
        while found < number {
            index += 1
            guard index < schedule.count else { return nil }
            guard schedule[index].inputs.contains(where: { $0.map(downstream.contains) ?? false }) else { continue }
            downstream.formUnion(schedule[index].outputs)
            if schedule[index].operation is Conv { found += 1 }
        }
        return features(after: schedule[index])
    }

    private func firstIndex() -> Int? {
        var reached: Set<Graph.ValueID> = [input]
        for (index, node) in schedule.enumerated() {
            guard let data = node.inputs.first ?? nil else { continue }
            if node.operation is Conv, reached.contains(data) { return index }
            if passes(node, reached) { reached.formUnion(node.outputs) }
        }
        return nil
    }

    /// Whether a node only reshapes, pads or scales (channel by channel) a value that has been reached.
    private func passes(_ node: Graph.Node, _ reached: Set<Graph.ValueID>) -> Bool {
        switch node.operation {
        case is Reshape, is Flatten, is Transpose, is Squeeze, is Unsqueeze, is Identity, is Dropout, is Cast, is Pad,
            is BatchNormalization:
            return (node.inputs.first ?? nil).map(reached.contains) ?? false
        case let unary as Unary:
            if case .affine = unary.function { return (node.inputs.first ?? nil).map(reached.contains) ?? false }
            return unary.function == .negative && (node.inputs.first ?? nil).map(reached.contains) ?? false
        case let binary as Binary:
            return isPerChannel(binary, node, reached)
        default: return false
        }
    }

    /// Whether a node adds, subtracts, multiplies or divides a reached value by a constant of at most one extent above
    /// 1.
    private func isPerChannel(_ binary: Binary, _ node: Graph.Node, _ reached: Set<Graph.ValueID>) -> Bool {
        guard node.inputs.count == 2, let left = node.inputs[0], let right = node.inputs[1] else { return false }
        let constant: Graph.ValueID
        switch (binary.function, reached.contains(left), reached.contains(right)) {
        case (.add, true, false), (.subtract, true, false), (.multiply, true, false), (.divide, true, false):
            constant = right
        case (.add, false, true), (.subtract, false, true), (.multiply, false, true): constant = left
        default: return false
        }
        let isConstant = constant != input && !schedule.contains { $0.outputs.contains(constant) }
        return isConstant && (values[constant]?.shape ?? []).filter { $0 > 1 }.count <= 1
    }

    private func features(after convolution: Graph.Node) -> BoundGraph<Scalar>.Features? {
        var value = convolution.outputs[0]
        if let next = onlyConsumer(of: value), next.operation is BatchNormalization { value = next.outputs[0] }
        if let next = onlyConsumer(of: value), isActivation(next.operation) {
            value = next.outputs[0]
        } else if let product = gated(value) {
            value = product
        }
        guard let shape = values[value]?.shape, shape.count >= 2, shape[0] == batch else { return nil }
        return .init(
            value: value, maps: shape[1], length: shape.dropFirst(2).reduce(1, *), node: convolution.name)
    }

    /// The only node that reads `value`, if it reads it as its first input; nil if several nodes read it.
    func onlyConsumer(of value: Graph.ValueID) -> Graph.Node? {
        let consumers = schedule.filter { $0.inputs.contains(value) }
        return consumers.count == 1 && consumers[0].inputs.first == value ? consumers[0] : nil
    }

    private func isActivation(_ operation: any Operation) -> Bool {
        if let unary = operation as? Unary { return unary.function.isActivation }
        return operation is Activation || operation is PRelu || operation is Clip
    }
}

extension UnaryFunction {
    /// Whether this is a layer's activation, as opposed to arithmetic.
    var isActivation: Bool {
        switch self {
        case .relu, .leakyRelu, .sigmoid, .tanh, .elu, .selu, .softplus, .clip: true
        case .exp, .log, .sqrt, .negative, .absolute, .erf, .reciprocal, .affine: false
        }
    }
}
