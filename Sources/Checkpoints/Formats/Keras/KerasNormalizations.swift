// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Normalizations.
enum KerasNormalizations {
    static let rules: [String: KerasImporter.Rule] = [
        "BatchNormalization": { try batchNormalization(&$0, $1, &$2, $3) },
        "LayerNormalization": { try layerNormalization(&$0, $1, &$2, $3) },
        "GroupNormalization": { try groupNormalization(&$0, $1, &$2, $3) },
        "Normalization": { try standardization(&$0, $1, &$2, $3) },
        // x/√max(Σx², 10⁻¹²)
        "UnitNormalization": { importer, layer, x, _ in
            let axes = try layer.axes("axis", rank: x.rank)
            guard axes.count == 1 else { throw layer.refused("axis", "has \(axes.count) axes") }
            return importer.builder.whole(LpNormalization(axis: axes[0]), &x, rank: x.rank)
        },
    ]

    /// γ and β of a layer; nil for one that is switched off by `scale` or `center`.
    private static func affine(
        _ layer: KerasLayer, _ given: [Tensor<Float>], others: Int = 0
    ) throws -> (scale: Tensor<Float>?, bias: Tensor<Float>?) {
        let (scales, centres) = (layer.flag("scale", true), layer.flag("center", true))
        let count = others + (scales ? 1 : 0) + (centres ? 1 : 0)
        guard given.count == count else { throw layer.refused("weights", "are \(given.count), not \(count)") }
        return (scales ? given[0] : nil, centres ? given[scales ? 1 : 0] : nil)
    }

    /// Normalizes the channels, which are the last axis or axis 1. The weights are γ, β, mean and variance.
    private static func batchNormalization(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let axes = try layer.axes("axis", rank: x.rank)
        guard axes == [x.rank - 1] || axes == [1] else { throw layer.refused("axis", "is \(axes)") }
        let (scale, bias) = try affine(layer, given, others: 2)
        let (mean, variance) = (given[given.count - 2], given[given.count - 1])
        return try importer.builder.normalize(
            &x, scale: scale ?? Tensor(repeating: 1, shape: mean.shape),
            bias: bias ?? Tensor(repeating: 0, shape: mean.shape), mean: mean, variance: variance,
            epsilon: layer.real("epsilon", 1e-3), asItLies: axes != [x.rank - 1])
    }

    /// Standardizes over the last axes.
    private static func layerNormalization(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        try layer.require("rms_scaling", .boolean(false))
        let axes = try layer.axes("axis", rank: x.rank)
        guard axes == Array(x.rank - axes.count..<x.rank) else { throw layer.refused("axis", "is \(axes)") }
        let (scale, bias) = try affine(layer, given)
        let operation = LayerNormalization(axis: axes[0], epsilon: try layer.real("epsilon", 1e-3))
        let parameters = [
            importer.builder.constant(scale ?? Tensor(scalar: 1)), bias.map { importer.builder.constant($0) },
        ]
        return importer.builder.whole(operation, &x, parameters, rank: x.rank)
    }

    /// Standardizes groups of channels; −1 groups are as many as channels.
    private static func groupNormalization(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let axes = try layer.axes("axis", rank: x.rank)
        guard axes == [x.rank - 1] || axes == [1] else { throw layer.refused("axis", "is \(axes)") }
        let (scale, bias) = try affine(layer, given)
        let stated = layer.setting("groups")?.integer ?? 32
        guard let groups = stated == -1 ? (scale ?? bias)?.count : stated, groups > 0, groups < 1 << 24 else {
            throw layer.refused("groups", "are \(stated)")
        }
        let parameters = [
            importer.builder.constant(scale ?? Tensor(repeating: 1, shape: [groups])),
            importer.builder.constant(bias ?? Tensor(repeating: 0, shape: [groups])),
        ]
        let operation = GroupNormalization(groups: groups, epsilon: try layer.real("epsilon", 1e-3))
        guard x.rank > 2 else { return importer.builder.whole(operation, &x, parameters, rank: 2) }
        return try importer.builder.image(
            operation, &x, parameters, axes: x.axisCount, asItLies: axes != [x.rank - 1])
    }

    /// (x − mean)/max(√variance, 10⁻⁷), or its inverse, with mean and variance of the data as weights or as settings.
    private static func standardization(
        _ importer: inout KerasImporter, _ layer: KerasLayer, _ x: inout LayerValue, _ given: [Tensor<Float>]
    ) throws -> LayerValue {
        let isLast = layer.setting("axis").map { $0 == -1 || $0 == [-1] || $0.integer == x.rank - 1 } ?? true
        guard isLast || layer.setting("axis") == [.integer(x.rank - 1)] || layer.setting("axis") == [] else {
            throw layer.refused("axis", "is not the last one")
        }
        let means = try given.first?.elements ?? layer.reals("mean", .nan)
        let variances = try given.count > 1 ? given[1].elements : layer.reals("variance", .nan)
        guard means.count == variances.count, !means.isEmpty, means.allSatisfy(\.isFinite),
            variances.allSatisfy({ $0 >= 0 && $0.isFinite })
        else { throw layer.refused("mean", "and variance are not there; call adapt() before saving") }
        let deviations = variances.map { max($0.squareRoot(), 1e-7) }
        if layer.flag("invert", false) { return importer.affine(&x, scale: deviations, offset: means) }
        let offsets = zip(means, deviations).map { -$0 / $1 }
        return importer.affine(&x, scale: deviations.map { 1 / $0 }, offset: offsets)
    }
}

extension KerasLayer {
    /// One number or a list of them, nested lists flattened; `standard` if the setting is absent.
    func reals(_ key: String, _ standard: Float) throws -> [Float] {
        guard let value = setting(key) else { return [standard] }
        func flat(_ json: JSON) -> [Float]? {
            if let number = json.real { return [Float(number)] }
            guard let list = json.list ?? json["config"]?["value"]?.list else { return nil }
            let parts = list.map(flat)
            return parts.contains { $0 == nil } ? nil : parts.flatMap { $0! }
        }
        guard let numbers = flat(value), !numbers.isEmpty, numbers.allSatisfy(\.isFinite) else {
            throw refused(key, "is \(value.excerpt)")
        }
        return numbers
    }
}
