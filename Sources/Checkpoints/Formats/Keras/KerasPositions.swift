// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Layers that add, drop or interpolate positions.
enum KerasPositions {
    static let rules: [String: KerasImporter.Rule] = {
        var rules: [String: KerasImporter.Rule] = [:]
        for axes in ["1D", "2D", "3D"] {
            rules["ZeroPadding" + axes] = { importer, layer, x, _ in try padding(&importer, layer, &x) }
            rules["Cropping" + axes] = { importer, layer, x, _ in try cropping(&importer, layer, &x) }
            rules["UpSampling" + axes] = { importer, layer, x, _ in try enlargement(&importer, layer, &x) }
        }
        rules["Resizing"] = { importer, layer, x, _ in try resizing(&importer, layer, &x) }
        return rules
    }()

    private static func padding(_ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue) throws
        -> LayerValue
    {
        let margins = try layer.margins("padding", count: layer.axisCount)
        let pad = Pad(pads: [0, 0] + margins.map(\.0) + [0, 0] + margins.map(\.1))
        return try importer.builder.image(pad, &x, [], axes: margins.count, asItLies: layer.hasChannelsFirst())
    }

    private static func cropping(_ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue) throws
        -> LayerValue
    {
        let margins = try layer.margins("cropping", count: layer.axisCount)
        let slice = Slice(
            starts: margins.map(\.0), ends: margins.map { $0.1 == 0 ? Int(Int32.max) : -$0.1 },
            axes: margins.indices.map { $0 + 2 })
        return try importer.builder.image(slice, &x, [], axes: margins.count, asItLies: layer.hasChannelsFirst())
    }

    private static func enlargement(_ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue) throws
        -> LayerValue
    {
        try layer.require("interpolation", "nearest", "bilinear")
        let isLinear = layer.setting("interpolation") == "bilinear"
        let axes = layer.axisCount
        let size = try layer.extents("size", count: axes) ?? Array(repeating: 2, count: axes)
        return try importer.builder.enlarge(
            &x, by: size, mode: isLinear ? .linear : .nearest, asItLies: layer.hasChannelsFirst())
    }

    /// Interpolates linearly to a given height and width, with half-pixel centres. The other modes differ among Keras's
    /// backends.
    private static func resizing(_ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue) throws
        -> LayerValue
    {
        try layer.require("interpolation", "bilinear")
        for key in ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"] where layer.flag(key, false) {
            throw layer.refused(key, "is set")
        }
        guard let height = try layer.extents("height", count: 1), let width = try layer.extents("width", count: 1)
        else {
            throw layer.refused("height", "is missing")
        }
        let sizes = (height + width).map { Int64($0) }
        let constant = importer.builder.graph.constant(.integer(Tensor(shape: [2], elements: sizes)))
        return try importer.builder.image(
            Resize(mode: .linear, coordinates: .halfPixel, axes: [2, 3]), &x, [nil, nil, constant],
            asItLies: layer.hasChannelsFirst())
    }
}
