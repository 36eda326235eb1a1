// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// Converts an architecture and its tensors to a ``Models/Graph``.
///
/// Weights have PyTorch's order: linear [out, in], conv2d [out, in/groups, kh, kw], conv-transpose2d [in, out/groups,
/// kh, kw], batch-norm [C]. Layers on images compute with [N, C, H, W] for either layout of the input.
struct ArchitectureImporter {
    var tensors: SafetensorsFile
    var builder: LayerBuilder

    init(_ tensors: SafetensorsFile, layout: ImageLayout, graph: GraphBuilder) {
        self.tensors = tensors
        builder = LayerBuilder(layout: layout, graph: graph)
    }

    /// - Throws: `Failure` (refused) if a layer is impossible, or if a tensor of the file belongs to no layer.
    mutating func graph(of architecture: Architecture) throws -> Graph {
        var value = builder.input(architecture.inputName, shape: architecture.inputShape)
        for layer in architecture.layers {
            builder.enter("\(layer.settings.place) (\(layer.type.rawValue))")
            value = try add(layer, &value)
            if let function = try layer.settings.word("activation", ActivationFunction.self) {
                value = builder.activate(&value, function, slope: try layer.settings.real("slope", 0.01))
            }
            try layer.settings.refuseUnread()
        }
        builder.output(architecture.outputName, value)
        try refuseUnused(architecture.ignored)
        return builder.graph.graph
    }

    /// An unused tensor may mean a forgotten layer, so it is refused. The counters that training leaves
    /// (`num_batches_tracked`) belong to no layer.
    private func refuseUnused(_ ignored: Set<String>) throws {
        let unused = tensors.names.filter {
            !tensors.used.contains($0) && !ignored.contains($0) && !$0.hasSuffix("num_batches_tracked")
        }
        guard let first = unused.first else { return }
        throw Failure.refused(
            "unused-tensors", "no layer of the architecture uses \(unused.prefix(8).joined(separator: ", "))",
            hint: "add the layer, or say so in the architecture: \"ignore\": [\"\(first)\"]")
    }

    private mutating func add(_ layer: Architecture.Layer, _ x: inout LayerValue) throws -> LayerValue {
        let settings = layer.settings
        switch layer.type {
        case .conv2d, .convTranspose2d: return try convolution(layer, &x)
        case .linear:
            let weights = try weights(settings)
            guard weights.rank == 2 else { throw settings.refused("weight", "has the shape \(weights.shape)") }
            return try builder.dense(&x, weights: weights.transposed([1, 0]), bias: try bias(settings))
        case .flatten: return builder.flatten(&x)
        case .reshape: return try builder.reshape(&x, to: settings.required(settings.integers("shape"), "shape"))
        case .dropout:
            _ = settings.member("rate")
            return x
        case .activation:
            let word = try settings.word("function", ActivationFunction.self)
            let slope = try settings.real("slope", 0.01)
            return builder.activate(&x, try settings.required(word, "function"), slope: slope)
        case .maxPool2d, .averagePool2d: return try pooling(layer, &x)
        case .upsample2d:
            let mode = try settings.word("mode", UpsampleMode.self) ?? .nearest
            return try builder.enlarge(&x, by: settings.required(settings.pair("scale"), "scale"), mode: mode.resize)
        case .batchNorm: return try normalization(settings, &x)
        case .zeroPad2d: return try builder.pad(&x, try fourPads(settings))
        }
    }
}

/// How ``Architecture/LayerType/upsample2d`` interpolates. `bilinear` has half-pixel centres
/// (PyTorch's align_corners=False).
enum UpsampleMode: String, CaseIterable {
    case nearest, bilinear

    var resize: ResizeMode { self == .nearest ? .nearest : .linear }
}
