// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// A Keras model's configuration (`config.json`, or the attribute `model_config`): its layers
/// in the order of the model. A layer may be a model itself.
struct KerasModel {
    static let types: Set<String> = ["Sequential", "Functional", "Model"]

    let layers: [KerasLayer]
    /// What a functional model is fed and what it gives; empty for a Sequential model.
    let inputs: [KerasReference]
    let outputs: [KerasReference]
    let isSequential: Bool
    /// The places of the layers in the list, by name.
    let numbers: [String: Int]

    /// - Throws: `Failure` (refused) if the model is neither Sequential nor functional, or if
    ///   its configuration is damaged.
    init(_ json: JSON, limits: Limits) throws {
        let type = json["class_name"]?.text ?? ""
        guard Self.types.contains(type), let config = json["config"] else {
            throw Failure.refused(
                "unsupported-model", "the model is \(type.isEmpty ? "of unknown kind" : "a \(type)")",
                hint: "Sequential and functional models are read; export this one to ONNX: \(KerasExport.line)")
        }
        // Before Keras 2.3, the configuration of a Sequential model was its list of layers.
        let list = config.list ?? config["layers"]?.list ?? []
        guard !list.isEmpty, list.count <= limits.layers else { throw Self.malformed("\(list.count) layers") }
        isSequential = type == "Sequential"
        layers = try list.map { try KerasLayer($0, limits: limits) }
        numbers = Dictionary(layers.enumerated().map { ($1.name, $0) }) { first, _ in first }
        guard numbers.count == layers.count else { throw Self.malformed("two layers of one name") }
        inputs = isSequential ? [] : KerasReference.all(in: config["input_layers"])
        outputs = isSequential ? [] : KerasReference.all(in: config["output_layers"])
        guard isSequential || !outputs.isEmpty else { throw Self.malformed("no output layer") }
    }

    /// The layers that stand for the model's inputs.
    var inputLayers: [KerasLayer] {
        let given = layers.filter { $0.type == "InputLayer" }
        let named = inputs.compactMap { input in given.first { $0.name == input.layer } }
        return named.isEmpty ? given : named
    }

    /// The shape of a sample, as its first layer states it.
    var sampleShape: [Int?]? { (inputLayers.first ?? layers[0]).sampleShape }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-keras", "is not a Keras model that can be read: it has \(what)", hint: "save the model again")
    }
}
