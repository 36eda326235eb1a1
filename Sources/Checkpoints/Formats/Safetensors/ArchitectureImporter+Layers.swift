// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

// Layers with weights or windows.
extension ArchitectureImporter {
    mutating func weights(_ settings: ArchitectureObject) throws -> Tensor<Float> {
        try tensors.tensor(settings.required(settings.text("weight"), "weight"))
    }

    mutating func bias(_ settings: ArchitectureObject) throws -> Tensor<Float>? {
        guard let name = try settings.text("bias") else { return nil }
        return try tensors.tensor(name)
    }

    mutating func convolution(_ layer: Architecture.Layer, _ x: inout LayerValue) throws -> LayerValue {
        let settings = layer.settings
        let (weights, bias) = (try weights(settings), try bias(settings))
        let padding = try padding(settings)
        let strides = try settings.pair("strides") ?? [1, 1]
        let dilations = try settings.pair("dilations") ?? [1, 1]
        let groups = try settings.integer("groups", 1)
        guard layer.type == .convTranspose2d else {
            let conv = Conv(padding: padding, strides: strides, dilations: dilations, groups: groups)
            return try builder.convolve(conv, &x, weights: weights, bias: bias)
        }
        let extra = try settings.integers("output-padding") ?? [0, 0]
        guard extra.count == 2, extra.allSatisfy({ $0 >= 0 && $0 < 1 << 24 }) else {
            throw settings.refused("output-padding", "is \(extra), not two numbers")
        }
        let transposed = ConvTranspose(
            padding: padding, outputPadding: extra, strides: strides, dilations: dilations, groups: groups)
        return try builder.convolve(transposed, &x, weights: weights, bias: bias)
    }

    /// If no strides are given, they are the kernel's extents.
    mutating func pooling(_ layer: Architecture.Layer, _ x: inout LayerValue) throws -> LayerValue {
        let settings = layer.settings
        let kernel = try settings.required(settings.pair("kernel"), "kernel")
        let strides = try settings.pair("strides") ?? kernel
        let padding = try padding(settings)
        let ceiling = settings.member("ceiling")?.boolean ?? false
        guard layer.type == .averagePool2d else {
            let pool = MaxPool(kernel: kernel, strides: strides, padding: padding, ceiling: ceiling)
            return try builder.image(pool, &x, [])
        }
        let counting = settings.member("count-padding")?.boolean ?? true
        let pool = AveragePool(
            kernel: kernel, strides: strides, padding: padding, ceiling: ceiling, countingPadding: counting)
        return try builder.image(pool, &x, [])
    }

    mutating func normalization(_ settings: ArchitectureObject, _ x: inout LayerValue) throws -> LayerValue {
        let mean = try tensors.tensor(settings.required(settings.text("mean"), "mean"))
        let variance = try tensors.tensor(settings.required(settings.text("variance"), "variance"))
        let scale = try settings.text("weight").map { try tensors.tensor($0) }
        let bias = try bias(settings)
        return try builder.normalize(
            &x, scale: scale ?? Tensor(repeating: 1, shape: mean.shape),
            bias: bias ?? Tensor(repeating: 0, shape: mean.shape), mean: mean, variance: variance,
            epsilon: settings.real("epsilon", 1e-5))
    }

    /// `"same"`, `"valid"`, one number, [height, width], or [top, left, bottom, right].
    func padding(_ settings: ArchitectureObject) throws -> Padding {
        guard let value = settings.member("padding") else { return .explicit([]) }
        switch value.text {
        case "same": return .same(upper: true)
        case "valid": return .explicit([])
        default: return .explicit(try pads(value, settings))
        }
    }

    func fourPads(_ settings: ArchitectureObject) throws -> [Int] {
        try pads(settings.required(settings.member("padding"), "padding"), settings)
    }

    private func pads(_ value: JSON, _ settings: ArchitectureObject) throws -> [Int] {
        let list = value.integer.map { [$0, $0] } ?? value.integers ?? []
        guard list.count == 2 || list.count == 4, list.allSatisfy({ $0 >= 0 && $0 < 1 << 24 }) else {
            throw settings.refused("padding", "is \(value.excerpt)")
        }
        return list.count == 4 ? list : list + list
    }
}
