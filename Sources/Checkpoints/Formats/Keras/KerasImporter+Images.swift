// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Dense layers and layers on images. Keras pads "same" as TensorFlow does: an odd row goes to the bottom and right.
extension KerasImporter {
    private func padding(_ layer: KerasLayer) throws -> Padding {
        try layer.require("data_format", "channels_last")
        try layer.require("padding", "same", "valid")
        return layer.setting("padding") == "same" ? .same(upper: true) : .explicit([])
    }

    /// The kernel and, unless `use_bias` is off, the bias.
    private func weights(_ layer: KerasLayer, _ given: [Tensor<Float>]) throws -> (Tensor<Float>, Tensor<Float>?) {
        let count = layer.flag("use_bias", true) ? 2 : 1
        guard given.count == count else { throw layer.refused("weights", "are \(given.count), not \(count)") }
        // Weights are found by their order, not by name, so their shapes are checked against the layer's size.
        if let units = (layer.setting("units") ?? layer.setting("filters"))?.integer {
            guard given[0].shape.suffix(2).contains(units), count == 1 || given[1].shape == [units] else {
                throw layer.refused("weights", "have the shapes \(given.map(\.shape)), not those of \(units) units")
            }
        }
        return (given[0], count == 2 ? given[1] : nil)
    }

    /// [kh, kw, in, out] → [out, in, kh, kw]; for a transposed convolution [kh, kw, out, in] → [in, out, kh, kw].
    private func turned(_ layer: KerasLayer, _ kernel: Tensor<Float>) throws -> Tensor<Float> {
        guard kernel.rank == 4, try layer.pair("kernel_size") == Array(kernel.shape.prefix(2)) else {
            throw layer.refused("kernel", "has the shape \(kernel.shape)")
        }
        return kernel.transposed([3, 2, 0, 1])
    }

    mutating func dense(_ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]) throws -> LayerValue {
        let (kernel, bias) = try weights(layer, given)
        var y = try builder.dense(&x, weights: kernel, bias: bias)
        return try activation(layer, &y)
    }

    mutating func convolution(
        _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let (kernel, bias) = try weights(layer, given)
        let dilations = try layer.pair("dilation_rate") ?? [1, 1]
        let conv = Conv(
            padding: spread(try padding(layer), kernel, dilations), strides: try layer.pair("strides") ?? [1, 1],
            dilations: dilations, groups: layer.setting("groups")?.integer ?? 1)
        var y = try builder.convolve(conv, &x, weights: turned(layer, kernel), bias: bias)
        return try activation(layer, &y)
    }

    /// Padding "same" of a dilated kernel in numbers; they are known because Keras allows dilation with strides of 1
    /// only. Other runtimes refuse ONNX's auto_pad beside dilations in the models that uaed writes.
    private func spread(_ padding: Padding, _ kernel: Tensor<Float>, _ dilations: [Int]) -> Padding {
        guard padding != .explicit([]), dilations != [1, 1], kernel.rank == 4 else { return padding }
        let totals = zip(kernel.shape, dilations).map { max(0, $0 - 1) * $1 }
        return .explicit(totals.map { $0 / 2 } + totals.map { $0 - $0 / 2 })
    }

    /// Output extents are in·stride ("same") or in·stride + max(kernel − stride, 0) ("valid").
    mutating func transposedConvolution(
        _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        guard layer.setting("output_padding") == nil else { throw layer.refused("output_padding", "is not supported") }
        try layer.require("dilation_rate", [1, 1], 1)
        let (kernel, bias) = try weights(layer, given)
        let strides = try layer.pair("strides") ?? [1, 1]
        let padding = try padding(layer)
        let missing = zip(strides, kernel.shape).map { padding == .explicit([]) ? max(0, $0 - $1) : 0 }
        let conv = ConvTranspose(padding: padding, outputPadding: missing, strides: strides)
        var y = try builder.convolve(conv, &x, weights: turned(layer, kernel), bias: bias)
        return try activation(layer, &y)
    }

    mutating func pooling(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        let kernel = try layer.pair("pool_size") ?? [2, 2]
        let (strides, padding) = (try layer.pair("strides") ?? kernel, try padding(layer))
        let operation: any Operation =
            layer.type == "MaxPooling2D"
            ? MaxPool(kernel: kernel, strides: strides, padding: padding)
            : AveragePool(kernel: kernel, strides: strides, padding: padding)
        return try builder.image(operation, &x, [])
    }

    mutating func globalAverage(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        try layer.require("data_format", "channels_last")
        guard x.isImage else { throw layer.refused("input", "is no image") }
        let keeps = layer.flag("keepdims", false)
        return builder.whole(Reduce(.mean, axes: [1, 2], keepAxes: keeps), &x, rank: keeps ? 4 : 2)
    }

    mutating func upsampling(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        try layer.require("data_format", "channels_last")
        try layer.require("interpolation", "nearest", "bilinear")
        let isLinear = layer.setting("interpolation") == "bilinear"
        return try builder.enlarge(&x, by: layer.pair("size") ?? [2, 2], mode: isLinear ? .linear : .nearest)
    }

    /// The setting is [[top, bottom], [left, right]].
    mutating func padding(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        try layer.require("data_format", "channels_last")
        let pads = (layer.setting("padding")?.list ?? []).compactMap(\.integers)
        guard pads.count == 2, pads.allSatisfy({ $0.count == 2 }),
            pads.joined().allSatisfy({ $0 >= 0 && $0 < 1 << 24 })
        else { throw layer.refused("padding", "is none of two pairs") }
        return try builder.pad(&x, [pads[0][0], pads[1][0], pads[0][1], pads[1][1]])
    }

    /// Normalizes over the last axis. The weights are γ, β, mean and variance; γ and β are present if
    /// `scale` and `center` are set.
    mutating func normalization(
        _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        try layer.require("axis", -1, .integer(x.rank - 1), [.integer(x.rank - 1)], [-1])
        let (scales, centres) = (layer.flag("scale", true), layer.flag("center", true))
        let count = 2 + (scales ? 1 : 0) + (centres ? 1 : 0)
        guard given.count == count else { throw layer.refused("weights", "are \(given.count), not \(count)") }
        let (mean, variance) = (given[count - 2], given[count - 1])
        return try builder.normalize(
            &x, scale: scales ? given[0] : Tensor(repeating: 1, shape: mean.shape),
            bias: centres ? given[scales ? 1 : 0] : Tensor(repeating: 0, shape: mean.shape), mean: mean,
            variance: variance, epsilon: layer.real("epsilon", 1e-3))
    }
}
