// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Operators that move, repeat, average or interpolate elements, and those that join and cut values, in lanes. Each rule
/// tells whether it has lowered the node.
enum MovementRules<Scalar: Real> {
    static func move(_ layer: LaneLayer, _ lowering: inout LaneLowering<Scalar>) -> Bool {
        if let pool = layer.node.operation as? MaxPool {
            guard !pool.givesIndices, layer.from.count <= 3, let window = try? pool.window([1] + layer.from) else {
                return false
            }
            lowering.append(PoolingStep<Scalar>(x: layer.x, y: layer.y, window: window, planes: layer.from[0]))
            return true
        }
        guard let table = table(layer, lowering.graph), table.outputCount == layer.count else { return false }
        cut(layer.y, from: layer.x, table, &lowering)
        return true
    }

    /// What is one run of a value's elements stays where it is.
    private static func cut(
        _ y: Graph.ValueID, from x: Graph.ValueID, _ table: LaneTable<Scalar>,
        _ lowering: inout LaneLowering<Scalar>
    ) {
        guard let begin = table.run, x != lowering.graph.inputValue else {
            return lowering.append(TableStep(x: x, y: y, table: table))
        }
        lowering.places.add(y, count: table.outputCount)
        lowering.places.put(y, into: x, at: begin)
    }

    static func split(_ split: Split, _ node: Graph.Node, _ lowering: inout LaneLowering<Scalar>) -> Bool {
        let graph = lowering.graph
        guard let x = node.inputs.first ?? nil, let shape = graph.sampleShape(x), node.outputs.allSatisfy(graph.fits)
        else { return false }
        let axis = split.axis < 0 ? split.axis + shape.count : split.axis - 1
        guard axis >= 0, axis < shape.count else { return false }
        let indices = Tensor<Int>.indices(of: shape)
        var start = 0
        for output in node.outputs {
            let extent = graph.sampleShape(output)?[axis] ?? 0
            let part = indices.part(axis: axis, start: start, extent: extent)
            cut(output, from: x, LaneTable(inputs: indices.count, picking: part.elements), &lowering)
            start += extent
        }
        return true
    }

    private static func table(_ layer: LaneLayer, _ graph: BoundGraph<Scalar>) -> LaneTable<Scalar>? {
        let count = layer.from.reduce(1, *)
        switch layer.node.operation {
        case let transpose as Transpose:
            guard let axes = transpose.permutation, axes.first == 0 else { return nil }
            let indices = Tensor<Int>.indices(of: layer.from).transposed(axes.dropFirst().map { $0 - 1 })
            return LaneTable(inputs: count, picking: indices.elements)
        case let selecting as any Selecting: return picked(selecting, layer, graph)
        case is Resize, is Upsample:
            guard let maps = graph.resamplings(layer.node, [graph.batch] + layer.from) else { return nil }
            return LaneTable(maps.map { ($0.axis - 1, $0.map) }, of: layer.from)
        case let pool as AveragePool:
            guard let (window, divisors) = try? pool.pooling([1] + layer.from) else { return nil }
            return LaneTable(averaging: window, divisors: divisors, planes: layer.from[0])
        case is GlobalAveragePool: return LaneTable(mean: Array(1..<layer.from.count), of: layer.from, isSum: false)
        case let reduce as Reduce where reduce.kind == .mean || reduce.kind == .sum:
            guard let axes = try? reduce.axes(graph.inputs(layer.node), rank: layer.from.count + 1), !axes.contains(0)
            else { return nil }
            return LaneTable(mean: axes.map { $0 - 1 }, of: layer.from, isSum: reduce.kind == .sum)
        default: return nil
        }
    }

    /// The table of an operator that selects elements; nil if one sample's would come from another.
    private static func picked(
        _ operation: any Selecting, _ layer: LaneLayer, _ graph: BoundGraph<Scalar>
    ) -> LaneTable<Scalar>? {
        let inputs = graph.inputs(layer.node)
        guard let table = try? operation.table(inputs).elements, let fill = try? operation.fill(inputs) else {
            return nil
        }
        let (from, to) = (layer.from.reduce(1, *), layer.count)
        guard table.count == to * graph.batch else { return nil }
        for index in table.indices {
            let (sample, first) = (index / to, table[index % to])
            guard first < from, table[index] == (first < 0 ? first : first + sample * from) else { return nil }
        }
        return LaneTable(inputs: from, picking: Array(table[..<to]), fill: Scalar(fill))
    }

    /// Concat, whose parts are computed where they belong; nil for any other node. Along an axis that is not the first
    /// one above 1 the parts interleave: they are computed one behind the other and then moved.
    static func join(
        _ node: Graph.Node, _ output: Graph.ValueID, _ lowering: inout LaneLowering<Scalar>
    ) -> Bool? {
        let graph = lowering.graph
        guard let concat = node.operation as? Concat else { return nil }
        guard let shape = graph.sampleShape(output) else { return false }
        let axis = concat.axis < 0 ? concat.axis + shape.count : concat.axis - 1
        let parts = node.inputs.compactMap { $0.flatMap { graph.values[$0]?.shape } }.map { Array($0.dropFirst()) }
        guard axis >= 0, axis < shape.count, parts.count == node.inputs.count,
            zip(node.inputs, parts).allSatisfy({ graph.dependent[$0!] || graph.constant($0, over: $1) != nil })
        else { return false }
        if shape[..<axis].allSatisfy({ $0 == 1 }) {
            lowering.places.add(output, count: shape.reduce(1, *))
            join(node.inputs.compactMap(\.self), parts, into: output, &lowering)
            return true
        }
        let whole = lowering.freshValue(count: shape.reduce(1, *))
        join(node.inputs.compactMap(\.self), parts, into: whole, &lowering)
        var (offset, pieces) = (0, [Tensor<Int>]())
        for part in parts {
            pieces.append(Tensor<Int>.indices(of: part).map { [offset] in $0 + offset })
            offset += part.reduce(1, *)
        }
        let indices = Tensor.joined(pieces, axis: axis).elements
        lowering.append(TableStep<Scalar>(x: whole, y: output, table: LaneTable(inputs: offset, picking: indices)))
        return true
    }

    private static func join(
        _ inputs: [Graph.ValueID], _ shapes: [[Int]], into whole: Graph.ValueID,
        _ lowering: inout LaneLowering<Scalar>
    ) {
        let graph = lowering.graph
        var offset = 0
        for (input, shape) in zip(inputs, shapes) {
            let count = shape.reduce(1, *)
            defer { offset += count }
            if graph.dependent[input], input != graph.inputValue, lowering.places.join(input, into: whole, at: offset) {
                continue
            }
            let piece = lowering.freshValue(count: count)
            lowering.places.put(piece, into: whole, at: offset)
            let constant = graph.dependent[input] ? nil : graph.constant(input, over: shape)
            lowering.append(
                PartStep<Scalar>(
                    x: constant == nil ? input : nil, y: piece, table: constant.map { LaneTable.constant($0) }))
        }
    }
}
