// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Layers that join values.
enum KerasMerges {
    static let rules: [String: KerasImporter.Merge] = [
        "Add": { try merge(&$0, $1, &$2, Variadic(.add)) },
        "Maximum": { try merge(&$0, $1, &$2, Variadic(.maximum)) },
        "Minimum": { try merge(&$0, $1, &$2, Variadic(.minimum)) },
        "Average": { importer, layer, values in
            let sum = try merge(&importer, layer, &values, Variadic(.add))
            return importer.builder.each(Unary(.affine(scale: 1 / Double(values.count), offset: 0)), sum)
        },
        "Subtract": { importer, layer, values in
            guard values.count == 2 else { throw layer.refused("inbound_nodes", "names \(values.count) values") }
            return try merge(&importer, layer, &values, Binary(.subtract))
        },
        "Multiply": { importer, layer, values in
            var product = values[0]
            for index in values.indices.dropFirst() {
                var pair = [product, values[index]]
                product = try merge(&importer, layer, &pair, Binary(.multiply))
            }
            return product
        },
        "Concatenate": { importer, layer, values in
            let rank = values[0].rank
            let axes = try layer.axes("axis", rank: rank)
            guard axes.count == 1, values.allSatisfy({ $0.rank == rank }) else {
                throw layer.refused("axis", "joins values of different rank")
            }
            return joined(&importer, &values, Concat(axis: axes[0]), rank: rank)
        },
    ]

    /// An operation on values as the model has them.
    static func joined(
        _ importer: inout KerasImporter, _ values: inout [LayerValue], _ operation: any Operation, rank: Int
    ) -> LayerValue {
        let ids = values.indices.map { importer.builder.value(&values[$0], .channelsLast) }
        return LayerValue(
            importer.builder.graph.add(operation, inputs: ids, outputs: 1)[0], rank: rank, layout: .channelsLast)
    }

    /// An elementwise operation. Values of fewer axes get axes of extent 1 behind the batch.
    static func merge(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ values: inout [LayerValue], _ operation: any Operation
    ) throws -> LayerValue {
        guard let rank = values.map(\.rank).max() else { throw layer.refused("inbound_nodes", "names nothing") }
        var filled = values.indices.map { index in
            values[index].rank == rank
                ? values[index]
                : importer.builder.whole(
                    Unsqueeze(axes: Array(1...rank - values[index].rank)), &values[index], rank: rank)
        }
        let result = joined(&importer, &filled, operation, rank: rank)
        for index in values.indices where values[index].rank == rank { values[index] = filled[index] }
        return result
    }
}
