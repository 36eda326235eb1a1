// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

// Layers that map single numbers or rows.
extension KerasImporter {
    static let numbers: [String: Rule] = [
        "Dense": { importer, layer, x, given in
            let (kernel, bias) = try importer.weights(layer, given)
            var y = try importer.builder.dense(&x, weights: kernel, bias: bias)
            return try importer.activation(layer, &y)
        },
        "TimeDistributed": { importer, layer, x, given in try importer.eachTime(layer, &x, given) },
        "Activation": { importer, layer, x, _ in try importer.activation(layer, &x) },
        "ReLU": { importer, layer, x, _ in try importer.rectified(layer, x) },
        "ThresholdedReLU": { importer, layer, x, _ in importer.above(try layer.real("theta", 1), x) },
        "LeakyReLU": { importer, layer, x, _ in
            let slope = try layer.real("negative_slope", layer.real("alpha", 0.3))
            return importer.builder.each(Unary(.leakyRelu(slope: slope)), x)
        },
        "PReLU": { importer, layer, x, given in
            guard given.count == 1 else { throw layer.refused("weights", "are \(given.count), not 1") }
            let slopes = importer.builder.constant(given[0])
            return importer.builder.whole(PRelu(), &x, [slopes], rank: x.rank)
        },
        "ELU": { importer, layer, x, _ in importer.builder.each(Unary(.elu(alpha: try layer.real("alpha", 1))), x) },
        "Softmax": { importer, layer, x, _ in
            let axes = try layer.axes("axis", rank: x.rank)
            guard axes.count == 1 else { throw layer.refused("axis", "has \(axes.count) axes") }
            return importer.builder.whole(Softmax(axis: axes[0]), &x, rank: x.rank)
        },
        "Rescaling": { importer, layer, x, _ in
            let (scale, offset) = (try layer.reals("scale", 1), try layer.reals("offset", 0))
            return importer.affine(&x, scale: scale, offset: offset)
        },
    ]

    /// scale·x + offset with one number, or one for each position of the last axis.
    mutating func affine(_ x: inout LayerValue, scale: [Float], offset: [Float]) -> LayerValue {
        if scale.count == 1, offset.count == 1 {
            return builder.each(Unary(.affine(scale: Double(scale[0]), offset: Double(offset[0]))), x)
        }
        let factor = builder.constant(Tensor(shape: [scale.count], elements: scale))
        var y = builder.whole(Binary(.multiply), &x, [factor], rank: x.rank)
        let addend = builder.constant(Tensor(shape: [offset.count], elements: offset))
        return builder.whole(Binary(.add), &y, [addend], rank: x.rank)
    }

    /// The kernel and, unless `use_bias` is off, the bias.
    func weights(_ layer: KerasLayer, _ given: [Tensor<Float>]) throws -> (Tensor<Float>, Tensor<Float>?) {
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

    /// A layer that is applied to each time step, if it takes any number of axes anyway.
    private mutating func eachTime(
        _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let inner = try layer.inner("layer", limits: limits)
        guard ["Dense", "Activation", "ReLU", "LeakyReLU", "ELU", "Dropout"].contains(inner.type),
            let rule = Self.rules[inner.type]
        else { throw layer.refused("layer", "is a \(inner.type)") }
        return try rule(&self, inner, &x, given)
    }

    /// x above the threshold θ, 0 elsewhere.
    private mutating func above(_ threshold: Double, _ x: LayerValue) -> LayerValue {
        let limit = builder.constant(Tensor(scalar: Float(threshold)))
        let isAbove = builder.each(Comparison(.greater), x, [limit])
        let zero = builder.constant(Tensor(scalar: 0))
        return builder.each(Where(), isAbove, [x[x.present], zero])
    }

    /// max(0, x) with the settings `negative_slope`, `threshold` (0 only) and `max_value`.
    private mutating func rectified(_ layer: KerasLayer, _ x: LayerValue) throws -> LayerValue {
        try layer.require("threshold", 0, 0.0)
        let slope = try layer.real("negative_slope", 0)
        let y = builder.each(slope == 0 ? Unary(.relu) : Unary(.leakyRelu(slope: slope)), x)
        guard layer.setting("max_value") != nil else { return y }
        return builder.each(Clip(high: try layer.real("max_value", 0)), y)
    }

    /// Applies the function that the setting `activation` names, if there is one; it may be a layer's settings.
    mutating func activation(_ layer: KerasLayer, _ x: inout LayerValue) throws -> LayerValue {
        guard let value = layer.setting("activation") else { return x }
        if let type = value["class_name"]?.text, ["LeakyReLU", "ReLU", "ELU", "Softmax"].contains(type) {
            let inner = try layer.inner("activation", limits: limits)
            return try Self.rules[type]!(&self, inner, &x, [])
        }
        guard let function = value.text.flatMap(ActivationFunction.init) else {
            throw layer.refused(
                "activation", "is \(value.excerpt), not one of " + ActivationFunction.names.joined(separator: ", "))
        }
        return activate(&x, function)
    }

    /// Keras's leaky_relu has the slope 0.2, and Keras 2's hard_sigmoid is clip(x/5 + ½, 0, 1).
    mutating func activate(_ x: inout LayerValue, _ function: ActivationFunction) -> LayerValue {
        if function == .hardSigmoid, !isKeras3 {
            return builder.each(Activation(.hardSigmoid(alpha: 0.2, beta: 0.5)), x)
        }
        return builder.activate(&x, function, slope: 0.2)
    }
}
