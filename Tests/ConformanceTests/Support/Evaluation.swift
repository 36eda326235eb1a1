// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

@testable import Models

/// A whole graph, node by node, with any number of real inputs: every value, and the reverse sweep over all of them.
struct Evaluation<T: Real> {
    let graph: Graph
    private(set) var values: [Value<T>?]

    init(_ graph: Graph, inputs: [Graph.ValueID: Tensor<T>]) throws {
        self.graph = graph
        values = Array(repeating: nil, count: graph.valueCount)
        for (id, constant) in graph.constants { values[id] = constant.value() }
        for (id, tensor) in inputs { values[id] = .real(tensor) }
        for node in graph.nodes {
            let outputs: [Value<T>] = try node.operation.forward(read(node))
            guard outputs.count >= node.outputs.count else {
                throw Failure.refused("output-count", "\(node.operation.name) has \(outputs.count) outputs")
            }
            for (id, value) in zip(node.outputs, outputs) { values[id] = value }
        }
    }

    private func read(_ node: Graph.Node) -> [Value<T>?] { node.inputs.map { $0.flatMap { values[$0] } } }

    var outputs: [Value<T>] { graph.outputs.map { values[$0.value]! } }

    /// Jᵀ of the outputs' cotangents (nil = zero), by value; a value that no gradient reaches is absent.
    func gradients(_ outputs: [Tensor<T>?]) -> [Graph.ValueID: Tensor<T>] {
        var cotangents: [Graph.ValueID: Tensor<T>] = [:]
        func add(_ tensor: Tensor<T>, _ id: Graph.ValueID) {
            cotangents[id] = cotangents[id]?.adding(tensor.elements) ?? tensor.reshaped(values[id]!.shape)
        }
        for (output, cotangent) in zip(graph.outputs, outputs) { if let cotangent { add(cotangent, output.value) } }
        for node in graph.nodes.reversed() where node.operation.withoutDerivative == nil {
            let given = node.outputs.map { cotangents[$0] }
            guard given.contains(where: { $0 != nil }) else { continue }
            let inputs = read(node)
            let context = GradientContext(
                inputs: inputs, outputs: node.outputs.map { values[$0]! }, cotangents: given,
                wanted: inputs.map { $0?.real != nil })
            for (id, gradient) in zip(node.inputs, node.operation.inputGradients(context)) {
                if let id, let gradient { add(gradient, id) }
            }
        }
        return cotangents
    }
}
