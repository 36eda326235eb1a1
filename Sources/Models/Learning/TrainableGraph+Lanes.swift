// SPDX-License-Identifier: Apache-2.0
import Tensors

extension TrainableGraph {
    /// The graph at sixteen samples with folded weights, which tells for each of their elements where it comes from; nil
    /// if a weight is not only rearranged before a layer reads it.
    func laneGraph<Scalar: Real>(of _: Scalar.Type) -> BoundGraph<Scalar>? {
        var request = request
        request.varying = []
        guard var bound = try? BoundGraph<Scalar>(learning, batch: Lanes.count, request: request),
            let places = weightPlaces(bound)
        else { return nil }
        bound.learned = places
        bound.statistics = Dictionary(statistics.map { ($0.mean, $0.first) }) { first, _ in first }
        return bound
    }

    /// The values that depend on the model's input but on no weight.
    func unreached<Scalar: Real>(_ bound: BoundGraph<Scalar>) -> Set<Graph.ValueID> {
        var reached = Set(bound.learned.keys)
        var unreached: Set<Graph.ValueID> = [bound.inputValue]
        for node in bound.schedule {
            let isReached = node.inputs.contains { $0.map(reached.contains) ?? false }
            if isReached { reached.formUnion(node.outputs) } else { unreached.formUnion(node.outputs) }
        }
        return unreached
    }

    /// Rearranges the places of the weights as the graph's nodes rearrange the weights.
    private func weightPlaces<Scalar: Real>(_ bound: BoundGraph<Scalar>) -> [Graph.ValueID: [Int32]]? {
        var tensors: [Graph.ValueID: Tensor<Double>] = [:]
        for weight in weights {
            tensors[weight.value] = Tensor(shape: weight.shape, elements: weight.range.map { Double($0) })
        }
        for node in learning.nodes where !node.inputs.contains(where: { $0.map { bound.dependent[$0] } ?? false }) {
            guard node.inputs.contains(where: { $0.map { tensors[$0] != nil } ?? false }) else { continue }
            let inputs: [Value<Double>?] = node.inputs.map { input in
                input.flatMap { id in tensors[id].map { .real($0) } ?? learning.constants[id]?.value() }
            }
            guard Self.rearranges(node.operation), zip(node.inputs, inputs).allSatisfy({ $0 == nil || $1 != nil }),
                let output = try? node.evaluated(inputs).first?.real
            else { return nil }
            tensors[node.outputs[0]] = output
        }
        return tensors.mapValues { $0.elements.map { Int32($0) } }
    }
}
