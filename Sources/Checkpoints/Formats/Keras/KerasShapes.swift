// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Layers that give the same numbers another shape.
enum KerasShapes {
    static let rules: [String: KerasImporter.Rule] = [
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
}
