// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Layers that give the same numbers another shape, and layers that join values.
extension KerasImporter {
    static let shapes: [String: Rule] = [
        "Flatten": { importer, layer, x, _ in
            guard try layer.hasChannelsFirst(), x.rank > 2 else { return importer.builder.flatten(&x) }
            // Keras flattens with the channels last in either case.
            let last = Transpose(permutation: ImageLayout.channelsLast.permutation(rank: x.rank))
            var y = importer.builder.whole(last, &x, rank: x.rank)
            return importer.builder.flatten(&y)
        },
        "Reshape": { importer, layer, x, _ in
            guard let shape = layer.setting("target_shape")?.integers else {
                throw layer.refused("target_shape", "is missing")
            }
            return try importer.builder.reshape(&x, to: shape)
        },
        // Axes are counted from 1; the batch is axis 0.
        "Permute": { importer, layer, x, _ in
            guard let axes = layer.setting("dims")?.integers, axes.sorted() == Array(1..<x.rank) else {
                throw layer.refused("dims", "are no permutation of \(x.rank - 1) axes")
            }
            return importer.builder.whole(Transpose(permutation: [0] + axes), &x, rank: x.rank)
        },
        "RepeatVector": { importer, layer, x, _ in
            guard x.rank == 2, let count = try layer.extents("n", count: 1) else {
                throw layer.refused("n", "is missing, or the input is no row")
            }
            var rows = importer.builder.whole(Unsqueeze(axes: [1]), &x, rank: 3)
            let shape = importer.builder.graph.constant(
                .integer(Tensor(shape: [3], elements: [1, Int64(count[0]), 1])))
            return importer.builder.whole(Expand(), &rows, [shape], rank: 3)
        },
    ]

    static let merges: [String: Merge] = [
        "Add": { try $0.merge($1, &$2, Variadic(.add)) },
        "Maximum": { try $0.merge($1, &$2, Variadic(.maximum)) },
        "Minimum": { try $0.merge($1, &$2, Variadic(.minimum)) },
        "Average": { importer, layer, values in
            let sum = try importer.merge(layer, &values, Variadic(.add))
            return importer.builder.each(Unary(.affine(scale: 1 / Double(values.count), offset: 0)), sum)
        },
        "Subtract": { importer, layer, values in
            guard values.count == 2 else { throw layer.refused("inbound_nodes", "names \(values.count) values") }
            return try importer.merge(layer, &values, Binary(.subtract))
        },
        "Multiply": { importer, layer, values in
            var product = values[0]
            for index in values.indices.dropFirst() {
                var pair = [product, values[index]]
                product = try importer.merge(layer, &pair, Binary(.multiply))
            }
            return product
        },
        "Concatenate": { importer, layer, values in
            let rank = values[0].rank
            let axes = try layer.axes("axis", rank: rank)
            guard axes.count == 1, values.allSatisfy({ $0.rank == rank }) else {
                throw layer.refused("axis", "joins values of different rank")
            }
            return importer.joined(&values, Concat(axis: axes[0]), rank: rank)
        },
    ]

    /// An operation on values as the model has them.
    mutating func joined(_ values: inout [LayerValue], _ operation: any Operation, rank: Int) -> LayerValue {
        let ids = values.indices.map { builder.value(&values[$0], .channelsLast) }
        return LayerValue(builder.graph.add(operation, inputs: ids, outputs: 1)[0], rank: rank, layout: .channelsLast)
    }

    /// An elementwise operation. Values of fewer axes get axes of extent 1 behind the batch.
    mutating func merge(
        _ layer: KerasLayer, _ values: inout [LayerValue], _ operation: any Operation
    ) throws -> LayerValue {
        guard let rank = values.map(\.rank).max() else { throw layer.refused("inbound_nodes", "names nothing") }
        var filled = values.indices.map { index in
            values[index].rank == rank
                ? values[index]
                : builder.whole(Unsqueeze(axes: Array(1...rank - values[index].rank)), &values[index], rank: rank)
        }
        let result = joined(&filled, operation, rank: rank)
        for index in values.indices where values[index].rank == rank { values[index] = filled[index] }
        return result
    }
}
