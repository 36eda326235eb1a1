// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Operators that move, repeat, average or interpolate elements, and those that join and cut values.
extension LaneLowering {
    mutating func lowerTable(_ layer: LaneLayer) -> Bool {
        if let pool = layer.node.operation as? MaxPool {
            guard !pool.givesIndices, layer.from.count <= 3, let window = try? pool.window([1] + layer.from) else {
                return false
            }
            append(PoolingStep<Scalar>(x: layer.x, y: layer.y, window: window, planes: layer.from[0]))
            return true
        }
        guard let table = table(layer), table.outputCount == layer.count else { return false }
        if let begin = table.run, layer.x != graph.inputValue {
            places.add(layer.y, count: layer.count)
            places.put(layer.y, into: layer.x, at: begin)
            return true
        }
        append(TableStep(x: layer.x, y: layer.y, table: table))
        return true
    }

    private func table(_ layer: LaneLayer) -> LaneTable<Scalar>? {
        let count = layer.from.reduce(1, *)
        switch layer.node.operation {
        case let transpose as Transpose:
            guard let axes = transpose.permutation, axes.first == 0 else { return nil }
            let indices = Tensor<Int>.indices(of: layer.from).transposed(axes.dropFirst().map { $0 - 1 })
            return LaneTable(inputs: count, picking: indices.elements)
        case let selecting as any Selecting: return picked(selecting, layer)
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
    private func picked(_ operation: any Selecting, _ layer: LaneLayer) -> LaneTable<Scalar>? {
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

    /// Concat and Split; nil if the node is neither.
    mutating func lowerJoining(_ node: Graph.Node, _ output: Graph.ValueID) -> Bool? {
        guard let concat = node.operation as? Concat else { return nil }
        guard let shape = graph.sampleShape(output) else { return false }
        let axis = concat.axis < 0 ? concat.axis + shape.count : concat.axis - 1
        guard axis >= 0, axis < shape.count, shape[..<axis].allSatisfy({ $0 == 1 }) || node.inputs.count > 0 else {
            return false
        }
        let isContiguous = shape[..<axis].allSatisfy { $0 == 1 }
        guard isContiguous else { return false }
        places.add(output, count: shape.reduce(1, *))
        var offset = 0
        for input in node.inputs {
            guard let input, let part = graph.values[input]?.shape, part.count == shape.count + 1 else { return false }
            let count = part.dropFirst().reduce(1, *)
            defer { offset += count }
            if graph.dependent[input], input != graph.inputValue, places.join(input, into: output, at: offset) {
                continue
            }
            let piece = freshValue(count: count)
            places.put(piece, into: output, at: offset)
            if graph.dependent[input] {
                append(PartStep<Scalar>(x: input, y: piece))
            } else {
                guard let constant = graph.constant(input, over: Array(part.dropFirst())) else { return false }
                append(PartStep(x: nil, y: piece, table: .constant(constant)))
            }
        }
        return true
    }
}
