// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// LSTM, GRU and SimpleRNN on [N, T, features].
enum KerasRecurrences {
    static let rules: [String: KerasImporter.Rule] = [
        "LSTM": { try recurrence(&$0, $1, &$2, $3) }, "GRU": { try recurrence(&$0, $1, &$2, $3) },
        "SimpleRNN": { try recurrence(&$0, $1, &$2, $3) }, "Bidirectional": { try bidirectional(&$0, $1, &$2, $3) },
    ]

    private static func recurrence(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let isSequence = layer.flag("return_sequences", false)
        guard !layer.flag("go_backwards", false) else {
            guard !isSequence else { throw layer.refused("go_backwards", "is set, with return_sequences") }
            return try run(&importer, [layer], [given], .reverse, &x).last[0]
        }
        let result = try run(&importer, [layer], [given], .forward, &x)
        return isSequence ? result.sequences[0] : result.last[0]
    }

    /// A layer and a second one that runs backwards, whose results are merged step by step.
    private static func bidirectional(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let forward = try layer.inner("layer", limits: importer.limits)
        let backward =
            layer.setting("backward_layer") == nil
            ? forward : try layer.inner("backward_layer", limits: importer.limits)
        guard given.count.isMultiple(of: 2), !given.isEmpty, forward.type == backward.type,
            forward.flag("return_sequences", false) == backward.flag("return_sequences", false)
        else { throw layer.refused("layer", "and backward_layer do not fit") }
        let halves = [Array(given.prefix(given.count / 2)), Array(given.suffix(given.count / 2))]
        let result = try run(&importer, [forward, backward], halves, .bidirectional, &x)
        var parts = forward.flag("return_sequences", false) ? result.sequences : result.last
        let rank = parts[0].rank
        switch layer.setting("merge_mode")?.text {
        case "concat": return KerasMerges.joined(&importer, &parts, Concat(axis: rank - 1), rank: rank)
        case "sum": return KerasMerges.joined(&importer, &parts, Variadic(.add), rank: rank)
        case "mul": return KerasMerges.joined(&importer, &parts, Binary(.multiply), rank: rank)
        case "ave":
            let sum = KerasMerges.joined(&importer, &parts, Variadic(.add), rank: rank)
            return importer.builder.each(Unary(.affine(scale: 0.5, offset: 0)), sum)
        default: throw layer.refused("merge_mode", "is \(layer.setting("merge_mode")?.excerpt ?? "none")")
        }
    }

    /// For each direction all states, [N, T, H], and the last one, [N, H].
    private static func run(
        _ importer: inout KerasImporter, _ layers: [KerasLayer], _ given: [[Tensor<Float>]],
        _ direction: RecurrentDirection, _ x: inout LayerValue
    ) throws -> (sequences: [LayerValue], last: [LayerValue]) {
        guard x.rank == 3 else { throw layers[0].refused("input", "has \(x.rank - 1) axes, not time and features") }
        let cells = try zip(layers, given).map { try KerasCell($0, $1, isKeras3: importer.isKeras3) }
        guard let first = cells.first, cells.allSatisfy({ $0.fits(first) }) else {
            throw layers[0].refused("layer", "and backward_layer do not fit")
        }
        let operation = Recurrence(
            first.cell, units: first.units, direction: direction, functions: cells.flatMap(\.functions),
            resetsAfter: first.resetsAfter)
        let biases = cells.compactMap(\.bias)
        let tensors = [cells.map(\.kernel), cells.map(\.recurrent), biases].map { parts in
            parts.isEmpty ? nil : importer.builder.constant(Tensor.joined(parts, axis: 0))
        }
        let time = importer.builder.graph.add(
            Transpose(permutation: [1, 0, 2]), importer.builder.value(&x, .channelsLast))
        let outputs = importer.builder.graph.add(operation, inputs: [time] + tensors, outputs: 2)
        func picked(_ value: Graph.ValueID, axis: Int, _ number: Int) -> Graph.ValueID {
            let part = Slice(starts: [number], ends: [number + 1], axes: [axis])
            let one = cells.count == 1 ? value : importer.builder.graph.add(part, value)
            return importer.builder.graph.add(Squeeze(axes: [axis]), one)
        }
        let sequences = cells.indices.map { number in
            importer.builder.graph.add(Transpose(permutation: [1, 0, 2]), picked(outputs[0], axis: 1, number))
        }
        let last = cells.indices.map { picked(outputs[1], axis: 0, $0) }
        return (
            sequences.map { LayerValue($0, rank: 3, layout: .channelsLast) },
            last.map { LayerValue($0, rank: 2, layout: .channelsLast) }
        )
    }
}
