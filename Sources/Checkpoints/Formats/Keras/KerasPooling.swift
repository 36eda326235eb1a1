// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Pooling.
enum KerasPooling {
    static let rules: [String: KerasImporter.Rule] = {
        var rules: [String: KerasImporter.Rule] = [:]
        for axes in ["1D", "2D", "3D"] {
            rules["MaxPooling" + axes] = { importer, layer, x, _ in try pooling(&importer, layer, &x, isMaximum: true) }
            rules["AveragePooling" + axes] = { importer, layer, x, _ in
                try pooling(&importer, layer, &x, isMaximum: false)
            }
            rules["GlobalMaxPooling" + axes] = { importer, layer, x, _ in try whole(&importer, layer, &x, .maximum) }
            rules["GlobalAveragePooling" + axes] = { importer, layer, x, _ in try whole(&importer, layer, &x, .mean) }
        }
        return rules
    }()

    private static func pooling(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, isMaximum: Bool
    ) throws -> LayerValue {
        let axes = layer.axisCount
        try layer.require("padding", "same", "valid")
        let padding: Padding = layer.setting("padding") == "same" ? .same(upper: true) : .explicit([])
        let kernel = try layer.extents("pool_size", count: axes) ?? Array(repeating: 2, count: axes)
        let strides = try layer.extents("strides", count: axes) ?? kernel
        let operation: any Operation =
            isMaximum
            ? MaxPool(kernel: kernel, strides: strides, padding: padding)
            : AveragePool(kernel: kernel, strides: strides, padding: padding)
        return try importer.builder.image(operation, &x, [], axes: axes, asItLies: layer.hasChannelsFirst())
    }

    /// The mean or the largest value over all positions.
    private static func whole(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ kind: ReductionKind
    ) throws -> LayerValue {
        guard x.axisCount == layer.axisCount else { throw layer.refused("input", "has \(x.rank - 1) axes") }
        let first = try layer.hasChannelsFirst() ? 2 : 1
        let keeps = layer.flag("keepdims", false)
        let reduction = Reduce(kind, axes: Array(first..<first + x.axisCount), keepAxes: keeps)
        return importer.builder.whole(reduction, &x, rank: keeps ? x.rank : 2)
    }
}
