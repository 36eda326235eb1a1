// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Jᵀ of some nodes: cotangents go in at what they compute and come out at the targets, be these inputs or constants.
struct ReverseSweep<Scalar: Real> {
    /// In topological order.
    let nodes: [Graph.Node]
    /// The values of the last forward pass.
    private let value: (Graph.ValueID) -> Value<Scalar>?
    /// The values that a gradient is wanted of: the targets, and what depends on them.
    private let wanted: Set<Graph.ValueID>
    private let targets: Set<Graph.ValueID>

    init(
        nodes: [Graph.Node], targets: Set<Graph.ValueID>, value: @escaping (Graph.ValueID) -> Value<Scalar>?
    ) {
        self.nodes = nodes
        self.targets = targets
        self.value = value
        wanted = nodes.reduce(into: targets) { wanted, node in
            if node.inputs.contains(where: { $0.map(wanted.contains) ?? false }) { wanted.formUnion(node.outputs) }
        }
    }

    /// Replaces the cotangents of what the nodes compute by those of the targets. Targets that no gradient reaches stay
    /// absent.
    func run(_ cotangents: inout [Graph.ValueID: Tensor<Scalar>]) {
        for node in nodes.reversed() {
            let given = node.outputs.map { cotangents[$0] }
            guard given.contains(where: { $0 != nil }), node.operation.withoutDerivative == nil else { continue }
            for output in node.outputs where !targets.contains(output) { cotangents[output] = nil }
            let inputs = node.inputs.map { $0.flatMap(value) }
            let context = GradientContext(
                inputs: inputs, outputs: node.outputs.map { value($0)! }, cotangents: given,
                wanted: zip(node.inputs, inputs).map { id, value in
                    value?.real != nil && (id.map(wanted.contains) ?? false)
                })
            guard context.wanted.contains(true) else { continue }
            for (id, gradient) in zip(node.inputs, node.operation.inputGradients(context)) {
                if let id, let gradient { add(gradient.elements, at: id, to: &cotangents) }
            }
        }
    }

    private func add(_ gradient: [Scalar], at id: Graph.ValueID, to cotangents: inout [Graph.ValueID: Tensor<Scalar>]) {
        cotangents[id] = cotangents[id]?.adding(gradient) ?? Tensor(shape: value(id)!.shape, elements: gradient)
    }
}
