// SPDX-License-Identifier: Apache-2.0
import Tensors

extension FirstConvolutionSearch {
    /// The output of an activation x·g(x) that the exporter wrote out as several nodes; nil if another node reads x or
    /// an intermediate value.
    ///
    /// PyTorch exports SiLU this way in every opset, and HardSwish, Mish and GELU in opsets that lack them.
    func gated(_ value: Graph.ValueID) -> Graph.ValueID? {
        var region: Set = [value]
        for node in schedule where node.inputs.contains(where: { $0.map(region.contains) ?? false }) {
            guard isPointwise(node, of: region) else { return nil }
            let output = node.outputs[0]
            if isProduct(node, within: region), isClosed(region, but: output) { return scaled(output) }
            region.insert(output)
        }
        return nil
    }

    /// Whether a node computes element by element from the region and constants of one element.
    private func isPointwise(_ node: Graph.Node, of region: Set<Graph.ValueID>) -> Bool {
        switch node.operation {
        case is Unary, is Activation, is Clip: return true
        case is Binary: return node.inputs.allSatisfy { $0.map { region.contains($0) || isSingle($0) } ?? false }
        default: return false
        }
    }

    /// Whether a value is a constant of one element.
    private func isSingle(_ value: Graph.ValueID) -> Bool {
        value != input && values[value]?.shape.reduce(1, *) == 1 && !schedule.contains { $0.outputs.contains(value) }
    }

    private func isProduct(_ node: Graph.Node, within region: Set<Graph.ValueID>) -> Bool {
        (node.operation as? Binary)?.function == .multiply && Set(node.inputs).count == 2
            && node.inputs.allSatisfy { $0.map(region.contains) ?? false }
    }

    /// Whether every node that reads the region lies in it or computes `output`.
    private func isClosed(_ region: Set<Graph.ValueID>, but output: Graph.ValueID) -> Bool {
        schedule.filter { $0.inputs.contains { $0.map(region.contains) ?? false } }
            .allSatisfy { region.contains($0.outputs[0]) || $0.outputs[0] == output }
    }

    /// The result of a multiplication by one number that directly follows (GELU's ½), or else the value itself.
    private func scaled(_ value: Graph.ValueID) -> Graph.ValueID {
        guard let next = onlyConsumer(of: value), (next.operation as? Binary)?.function == .multiply,
            let factor = next.inputs[1], isSingle(factor)
        else { return value }
        return next.outputs[0]
    }
}
