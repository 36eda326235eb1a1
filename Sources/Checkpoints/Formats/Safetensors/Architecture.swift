// SPDX-License-Identifier: Apache-2.0
import Base

/// The description beside a safetensors file (`NAME.architecture.json`): the layers that its
/// tensors belong to, in order.
///
/// ```json
/// {"input": {"shape": [1, 28, 28]}, "layers": [{"type": "conv2d", "weight": "c1.weight", "bias": "c1.bias"}]}
/// ```
/// docs/CHECKPOINTS.md documents every key; an unknown key is refused.
struct Architecture {
    enum LayerType: String, CaseIterable {
        case conv2d, linear, flatten, reshape, dropout, activation
        case convTranspose2d = "conv-transpose2d"
        case maxPool2d = "max-pool2d"
        case averagePool2d = "average-pool2d"
        case upsample2d
        case batchNorm = "batch-norm"
        case zeroPad2d = "zero-pad2d"
    }

    struct Layer {
        let type: LayerType
        let settings: ArchitectureObject
    }

    let inputName: String
    /// The shape of one sample, without the batch.
    let inputShape: [Int]
    let outputName: String
    let layout: ImageLayout
    let layers: [Layer]
    /// Tensors of the file that no layer is meant to use.
    let ignored: Set<String>

    init(_ json: JSON, limits: Limits) throws {
        let file = try ArchitectureObject(json, place: "")
        let input = try ArchitectureObject(try file.required(file.member("input"), "input"), place: "input")
        inputShape = try Self.shape(input, limits: limits)
        inputName = try input.text("name") ?? "input"
        try input.refuseUnread()
        outputName = try file.text("output") ?? "output"
        layout = try file.word("layout", ImageLayout.self) ?? .channelsFirst
        let ignored = file.member("ignore")?.list ?? []
        self.ignored = Set(ignored.compactMap(\.text))
        let list = try file.required(file.member("layers")?.list, "layers")
        guard !list.isEmpty, list.count <= limits.layers else { throw file.refused("layers", "holds \(list.count)") }
        layers = try list.enumerated().map { try Self.layer($1, place: "layers[\($0)]") }
        try file.refuseUnread()
    }

    private static func shape(_ input: ArchitectureObject, limits: Limits) throws -> [Int] {
        let shape = try input.required(input.integers("shape"), "shape")
        guard !shape.isEmpty, shape.allSatisfy({ $0 > 0 }) else {
            throw input.refused("shape", "is \(shape), not the shape of one sample (without the batch)")
        }
        _ = try limits.count(shape, limit: limits.inputElements, "the input")
        return shape
    }

    private static func layer(_ value: JSON, place: String) throws -> Layer {
        let settings = try ArchitectureObject(value, place: place)
        let type = try settings.required(settings.word("type", LayerType.self), "type")
        return Layer(type: type, settings: settings)
    }
}
