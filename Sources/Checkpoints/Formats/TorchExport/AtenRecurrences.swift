// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// LSTM, GRU and RNN with all their layers. The outputs are all states of the last layer, and the last states of all.
enum AtenRecurrences {
    static let rules: [AtenRule] = [
        .several("lstm.input") { try recurrence($0, &$1, .lstm, Unary(.tanh)) },
        .several("gru.input") { try recurrence($0, &$1, .gru, Unary(.tanh)) },
        .several("rnn_tanh.input") { try recurrence($0, &$1, .simple, Unary(.tanh)) },
        .several("rnn_relu.input") { try recurrence($0, &$1, .simple, Unary(.relu)) },
    ]

    private static func recurrence(
        _ call: AtenCall, _ builder: inout GraphBuilder, _ cell: RecurrentCell, _ function: any Operation
    ) throws -> [Graph.ValueID] {
        guard try !call.flag("train") else {
            throw call.refused("train", "is set; call model.eval() before the export")
        }
        call.ignore("dropout")
        let (layers, directions) = (try call.integer("num_layers", 1), try call.flag("bidirectional") ? 2 : 1)
        let parameters = try call.tensors("params")
        let each = try call.flag("has_biases", true) ? 4 : 2
        guard (1...parameters.count + 1).contains(layers), parameters.count == layers * directions * each else {
            throw call.refused("params", "are \(parameters.count)")
        }
        let states = try cell == .lstm ? call.tensors("hx") : [call.tensor("hx")]
        let batchFirst = try call.flag("batch_first")
        let turned = Transpose(permutation: [1, 0, 2])
        var x = try call.tensor("input")
        if batchFirst { x = builder.add(turned, x) }
        var last: [[Graph.ValueID]] = states.map { _ in [] }
        for layer in 0..<layers {
            let own = Array(parameters[(layer * directions * each)...].prefix(directions * each))
            let weights = try call.stacked(own, directions, cell, &builder)
            let first = states.map { state in
                builder.add(
                    Slice(starts: [layer * directions], ends: [(layer + 1) * directions], axes: [0]), state)
            }
            let recurrence = Recurrence(
                cell, units: try call.units(), direction: directions == 2 ? .bidirectional : .forward,
                functions: cell == .simple ? Array(repeating: function, count: directions) : nil,
                resetsAfter: cell == .gru)
            let results = builder.add(
                recurrence, inputs: [x] + weights + [nil] + first, outputs: states.count + 1)
            for (index, result) in results.dropFirst().enumerated() { last[index].append(result) }
            // [T, D, N, H] → [T, N, D·H]
            x = builder.add(
                Reshape(target: [0, 0, -1]), builder.add(Transpose(permutation: [0, 2, 1, 3]), results[0]))
        }
        let ends = last.map { builder.add(Concat(axis: 0), inputs: $0, outputs: 1)[0] }
        return [batchFirst ? builder.add(turned, x) : x] + ends
    }
}

extension AtenCall {
    /// The rows of the recurrent weights are G·H, their columns H.
    fileprivate func units() throws -> Int {
        let list = node.arguments["params"]?["as_tensors"]?.list ?? []
        guard list.count > 1, let name = list[1]["name"]?.text, let shape = shapes[name], shape.count == 2,
            let units = shape[1]
        else { throw refused("params", "have unknown shapes") }
        return units
    }

    /// Weights, recurrent weights and biases of one layer, with all directions and in ONNX's order of gates.
    fileprivate func stacked(
        _ given: [Graph.ValueID], _ directions: Int, _ cell: RecurrentCell, _ builder: inout GraphBuilder
    ) throws -> [Graph.ValueID?] {
        let each = given.count / directions
        let order: [Int] =
            switch cell {
            case .lstm: [0, 3, 1, 2]
            case .gru: [1, 0, 2]
            case .simple: [0]
            }
        func ordered(_ value: Graph.ValueID, _ builder: inout GraphBuilder) -> Graph.ValueID {
            let gates = builder.add(Split(axis: 0, parts: cell.gates), inputs: [value], outputs: cell.gates)
            return builder.add(Concat(axis: 0), inputs: order.map { gates[$0] }, outputs: 1)[0]
        }
        func joined(_ parts: [Graph.ValueID], _ builder: inout GraphBuilder) -> Graph.ValueID {
            let rows = parts.map { builder.add(Unsqueeze(axes: [0]), $0) }
            return builder.add(Concat(axis: 0), inputs: rows, outputs: 1)[0]
        }
        let starts = (0..<directions).map { $0 * each }
        let weights = joined(starts.map { ordered(given[$0], &builder) }, &builder)
        let recurrent = joined(starts.map { ordered(given[$0 + 1], &builder) }, &builder)
        guard each == 4 else { return [weights, recurrent, nil] }
        let biases = starts.map { start in
            let pair = [ordered(given[start + 2], &builder), ordered(given[start + 3], &builder)]
            return builder.add(Concat(axis: 0), inputs: pair, outputs: 1)[0]
        }
        return [weights, recurrent, joined(biases, &builder)]
    }
}
