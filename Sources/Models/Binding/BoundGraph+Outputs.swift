// SPDX-License-Identifier: Apache-2.0
import Base
import Tensors

extension BoundGraph {
    /// Fixes the output and the feature maps, whose shapes the trace has found.
    ///
    /// - Throws: ``Base/Failure`` (refused) if the output is unknown, ambiguous, not real, independent of the input, or
    ///   lacks the batch axis.
    mutating func choose(from graph: Graph, request: BindingRequest) throws {
        let chosen = try chosenOutput(graph, request)
        outputName = chosen.name
        outputValue = request.beforeSoftmax ? logits(chosen.value) : chosen.value
        guard dependent[outputValue], let output = values[outputValue]?.real else {
            throw Failure.refused(
                "output-kind", "the output \(chosen.name) is not a real number that depends on the input")
        }
        guard output.shape.first == batch || batch == 1 else {
            throw Failure.refused(
                "output-batch", "the output \(chosen.name) has the shape \(output.shape) for a batch of \(batch)")
        }
        outputShape = output.shape.first == batch ? Array(output.shape.dropFirst()) : output.shape
        features =
            request.code.map { Features(value: $0, maps: 1, length: values[$0]!.shape.reduce(1, *) / batch, node: "") }
            ?? FirstConvolutionSearch(schedule: schedule, values: values, input: inputValue, batch: batch)
            .find(request.convolution)
    }

    /// The output that the request names, else the only one, else the only one with as many elements as the input.
    private func chosenOutput(_ graph: Graph, _ request: BindingRequest) throws -> Graph.Output {
        let candidates = try graph.outputs(named: request.output)
        if request.output != nil || candidates.count == 1 { return candidates[0] }
        let count = batch * sampleShape.reduce(1, *)
        let fitting = candidates.filter { values[$0.value]?.real?.count == count }
        guard fitting.count == 1 else {
            let names = candidates.map { "\($0.name) \(values[$0.value]?.shape ?? [])" }.joined(separator: ", ")
            throw Failure.refused(
                "ambiguous-output",
                "\(fitting.count) of the model's outputs have as many elements as its input: \(names)",
                hint: "name one in \(JobLine("model", "output", text: candidates[0].name))")
        }
        return fitting[0]
    }

    /// The value before a final Softmax or LogSoftmax, looking through any number of Identity nodes.
    private func logits(_ value: Graph.ValueID) -> Graph.ValueID {
        var wanted = value
        for node in schedule.reversed() where node.outputs.contains(wanted) {
            guard let input = node.inputs.first ?? nil else { return value }
            if node.operation is Softmax { return input }
            guard node.operation is Identity else { return value }
            wanted = input
        }
        return value
    }

    /// Drops the nodes that neither the output nor the feature maps need, and the values of these nodes.
    mutating func prune() {
        var needed: Set<Graph.ValueID> = [outputValue]
        if let features { needed.insert(features.value) }
        schedule = schedule.reversed().filter { node in
            guard node.outputs.contains(where: needed.contains) else { return false }
            needed.formUnion(node.inputs.compactMap(\.self))
            return true
        }.reversed()
        for id in values.indices where !needed.contains(id) { values[id] = nil }
        for id in schedule.flatMap(\.outputs) where values[id] == nil {
            values[id] = .real(Tensor(repeating: 0, shape: [0]))
        }
    }
}
