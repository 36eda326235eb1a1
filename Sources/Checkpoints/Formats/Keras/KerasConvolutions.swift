// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Convolutions. Keras pads "same" as TensorFlow does: an odd position goes to the end.
enum KerasConvolutions {
    static let rules: [String: KerasImporter.Rule] = {
        var rules: [String: KerasImporter.Rule] = [:]
        for axes in ["1D", "2D", "3D"] {
            rules["Conv" + axes] = { try convolution(&$0, $1, &$2, $3) }
            rules["Conv\(axes)Transpose"] = { try transposedConvolution(&$0, $1, &$2, $3) }
        }
        for axes in ["1D", "2D"] {
            rules["DepthwiseConv" + axes] = { try depthwise(&$0, $1, &$2, $3) }
            rules["SeparableConv" + axes] = { try separable(&$0, $1, &$2, $3) }
        }
        return rules
    }()

    /// [kernel…, in, out] → [out, in, kernel…]; for a transposed convolution [kernel…, out, in] → [in, out, kernel…].
    private static func turned(_ layer: KerasLayer, _ kernel: Tensor<Float>) throws -> Tensor<Float> {
        let axes = layer.axisCount
        guard kernel.rank == axes + 2,
            try layer.extents("kernel_size", count: axes) == Array(kernel.shape.prefix(axes))
        else { throw layer.refused("kernel", "has the shape \(kernel.shape)") }
        return kernel.transposed([axes + 1, axes] + Array(0..<axes))
    }

    /// Padding "same" of a dilated kernel in numbers; they are known because Keras allows dilation with strides of 1
    /// only. Other runtimes refuse ONNX's auto_pad beside dilations in the models that uaed writes. Padding "causal" is
    /// all before the first position.
    private static func padding(_ layer: KerasLayer, kernel: [Int], dilations: [Int]) throws -> Padding {
        try layer.require("padding", "same", "valid", "causal")
        let totals = zip(kernel, dilations).map { max(0, $0 - 1) * $1 }
        if layer.setting("padding") == "causal" { return .explicit(totals + totals.map { _ in 0 }) }
        guard layer.setting("padding") == "same" else { return .explicit([]) }
        guard dilations.contains(where: { $0 != 1 }) else { return .same(upper: true) }
        return .explicit(totals.map { $0 / 2 } + totals.map { $0 - $0 / 2 })
    }

    private static func convolution(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let (kernel, bias) = try importer.weights(layer, given)
        var y = try convolve(
            &importer, layer, &x, turned(layer, kernel), bias, groups: layer.setting("groups")?.integer ?? 1)
        return try importer.activation(layer, &y)
    }

    /// - Parameter kernel: [out, in/groups, kernel…].
    private static func convolve(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ kernel: Tensor<Float>,
        _ bias: Tensor<Float>?, groups: Int
    ) throws -> LayerValue {
        let axes = layer.axisCount
        let ones = Array(repeating: 1, count: axes)
        let dilations = try layer.extents("dilation_rate", count: axes) ?? ones
        let conv = Conv(
            padding: try padding(layer, kernel: Array(kernel.shape.suffix(axes)), dilations: dilations),
            strides: try layer.extents("strides", count: axes) ?? ones, dilations: dilations, groups: groups)
        return try importer.builder.convolve(
            conv, &x, weights: kernel, bias: bias, axes: axes, asItLies: layer.hasChannelsFirst())
    }

    /// Output extents are in·stride ("same") or in·stride + max(kernel − stride, 0) ("valid").
    private static func transposedConvolution(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let axes = layer.axisCount
        guard layer.setting("output_padding") == nil else { throw layer.refused("output_padding", "is not supported") }
        guard try layer.extents("dilation_rate", count: axes)?.allSatisfy({ $0 == 1 }) ?? true else {
            throw layer.refused("dilation_rate", "is not 1")
        }
        try layer.require("padding", "same", "valid")
        let (kernel, bias) = try importer.weights(layer, given)
        let turned = try turned(layer, kernel)
        let strides = try layer.extents("strides", count: axes) ?? Array(repeating: 1, count: axes)
        let isSame = layer.setting("padding") == "same"
        let missing = zip(strides, kernel.shape).map { isSame ? 0 : max(0, $0 - $1) }
        let conv = ConvTranspose(
            padding: isSame ? .same(upper: true) : .explicit([]), outputPadding: missing, strides: strides)
        var y = try importer.builder.convolve(
            conv, &x, weights: turned, bias: bias, axes: axes, asItLies: layer.hasChannelsFirst())
        return try importer.activation(layer, &y)
    }

    /// [kernel…, in, maps] → [in·maps, 1, kernel…], and the number of input channels.
    private static func depthwise(_ layer: KerasLayer, _ kernel: Tensor<Float>) throws -> (Tensor<Float>, channels: Int)
    {
        let axes = layer.axisCount
        let multiplier = layer.setting("depth_multiplier")?.integer ?? 1
        guard kernel.rank == axes + 2, kernel.shape[axes + 1] == multiplier, kernel.count > 0,
            try layer.extents("kernel_size", count: axes) == Array(kernel.shape.prefix(axes))
        else { throw layer.refused("kernel", "has the shape \(kernel.shape)") }
        let channels = kernel.shape[axes]
        let turned = kernel.transposed([axes, axes + 1] + Array(0..<axes))
        return (turned.reshaped([channels * multiplier, 1] + kernel.shape.prefix(axes)), channels)
    }

    private static func depthwise(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let (kernel, bias) = try importer.weights(layer, given)
        let (turned, channels) = try depthwise(layer, kernel)
        var y = try convolve(&importer, layer, &x, turned, bias, groups: channels)
        return try importer.activation(layer, &y)
    }

    /// A depthwise convolution, then one with a kernel of 1 that has the bias.
    private static func separable(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let (pointwise, bias) = try importer.weights(layer, Array(given.dropFirst()))
        let axes = layer.axisCount
        guard let first = given.first, pointwise.rank == axes + 2,
            pointwise.shape.prefix(axes).allSatisfy({ $0 == 1 })
        else { throw layer.refused("kernel", "has the shape \(pointwise.shape)") }
        let (kernel, channels) = try depthwise(layer, first)
        var y = try convolve(&importer, layer, &x, kernel, nil, groups: channels)
        var z = try importer.builder.convolve(
            Conv(), &y, weights: pointwise.transposed([axes + 1, axes] + Array(0..<axes)), bias: bias, axes: axes,
            asItLies: layer.hasChannelsFirst())
        return try importer.activation(layer, &z)
    }
}
