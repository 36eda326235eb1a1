// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models
import Tensors

// Converts one layer by its class.
extension KerasImporter {
    /// Layers that do nothing outside training.
    private static let identities: Set<String> = [
        "Dropout", "SpatialDropout2D", "GaussianNoise", "GaussianDropout", "ActivityRegularization",
    ]

    mutating func add(_ layer: KerasLayer, _ x: inout LayerValue, _ weights: [Tensor<Float>]) throws -> LayerValue {
        if Self.identities.contains(layer.type) { return x }
        switch layer.type {
        case "Dense": return try dense(layer, &x, weights)
        case "Conv2D": return try convolution(layer, &x, weights)
        case "Conv2DTranspose": return try transposedConvolution(layer, &x, weights)
        case "MaxPooling2D", "AveragePooling2D": return try pooling(layer, &x)
        case "GlobalAveragePooling2D": return try globalAverage(layer, &x)
        case "UpSampling2D": return try upsampling(layer, &x)
        case "ZeroPadding2D": return try padding(layer, &x)
        case "BatchNormalization": return try normalization(layer, &x, weights)
        case "Flatten":
            try layer.require("data_format", "channels_last")
            return builder.flatten(&x)
        case "Reshape":
            guard let shape = layer.setting("target_shape")?.integers else {
                throw layer.refused("target_shape", "is missing")
            }
            return try builder.reshape(&x, to: shape)
        default: return try function(layer, &x)
        }
    }

    /// A layer that maps single numbers or rows.
    private mutating func function(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        switch layer.type {
        case "Activation": return try activation(layer, &x)
        case "ReLU": return try rectified(layer, x)
        case "LeakyReLU":
            let slope = try layer.real("negative_slope", layer.real("alpha", 0.3))
            return builder.each(Unary(.leakyRelu(slope: slope)), x)
        case "ELU": return builder.each(Unary(.elu(alpha: try layer.real("alpha", 1))), x)
        case "Softmax":
            try layer.require("axis", -1)
            return builder.activate(&x, .softmax)
        case "Rescaling":
            let (scale, offset) = (try layer.real("scale", 1), try layer.real("offset", 0))
            return builder.each(Unary(.affine(scale: scale, offset: offset)), x)
        default:
            throw Failure.refused(
                "unsupported-layer", "the layer class \(layer.type) is not supported",
                hint: "CHECKPOINTS.md in uaed's documentation lists those that are; or export the model to ONNX: "
                    + "\(KerasExport.line)", node: layer.name)
        }
    }

    /// max(0, x) with the settings `negative_slope`, `threshold` (0 only) and `max_value`.
    private mutating func rectified(_ layer: KerasLayer, _ x: LayerValue) throws -> LayerValue {
        try layer.require("threshold", 0, 0.0)
        let slope = try layer.real("negative_slope", 0)
        let y = builder.each(slope == 0 ? Unary(.relu) : Unary(.leakyRelu(slope: slope)), x)
        guard layer.setting("max_value") != nil else { return y }
        return builder.each(Clip(high: try layer.real("max_value", 0)), y)
    }

    /// Applies the function that the setting `activation` names, if there is one. Keras's leaky_relu has the slope 0.2.
    mutating func activation(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        guard let value = layer.setting("activation") else { return x }
        guard let function = value.text.flatMap(ActivationFunction.init) else {
            throw layer.refused(
                "activation", "is \(value.excerpt), not one of " + ActivationFunction.names.joined(separator: ", "))
        }
        return builder.activate(&x, function, slope: 0.2)
    }

    mutating func merge(_ layer: KerasLayer, _ inputs: [LayerValue]) throws -> LayerValue {
        guard let rank = inputs.first?.rank, inputs.allSatisfy({ $0.rank == rank }) else {
            throw layer.refused("inbound_nodes", "joins values of different rank")
        }
        if layer.type == "Concatenate" { try layer.require("axis", -1, .integer(rank - 1)) }
        let operation: any Operation = layer.type == "Add" ? Variadic(.add) : Concat(axis: rank - 1)
        var inputs = inputs
        var ids = inputs.indices.map { builder.value(&inputs[$0], .channelsLast) }
        ids.removeFirst()
        return builder.whole(operation, &inputs[0], ids, rank: rank)
    }
}
