// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// A Keras model's configuration (`config.json`, or the attribute `model_config`): its layers
/// in the order of the model.
struct KerasModel {
    let layers: [KerasLayer]
    /// Names of the layers whose values are the model's outputs.
    let outputs: [String]
    let isSequential: Bool

    /// - Throws: `Failure` (refused) if the model is neither Sequential nor functional, or if
    ///   its configuration is damaged.
    init(_ json: JSON, limits: Limits) throws {
        let type = json["class_name"]?.text ?? ""
        guard ["Sequential", "Functional", "Model"].contains(type), let config = json["config"] else {
            throw Failure.refused(
                "unsupported-model", "the model is \(type.isEmpty ? "of unknown kind" : "a \(type)")",
                hint: "Sequential and functional models are read; export this one to ONNX: \(KerasExport.line)")
        }
        // Before Keras 2.3, the configuration of a Sequential model was its list of layers.
        let list = config.list ?? config["layers"]?.list ?? []
        guard !list.isEmpty, list.count <= limits.layers else { throw Self.malformed("\(list.count) layers") }
        isSequential = type == "Sequential"
        layers = try list.map(KerasLayer.init)
        guard Set(layers.map(\.name)).count == layers.count else { throw Self.malformed("two layers of one name") }
        outputs = isSequential ? [layers[layers.count - 1].name] : Self.names(config["output_layers"])
        guard !outputs.isEmpty else { throw Self.malformed("no output layer") }
    }

    /// `["name", 0, 0]`, or a list or an object of these.
    private static func names(_ json: JSON?) -> [String] {
        guard let list = json?.list ?? json?.object.map({ $0.sorted { $0.key < $1.key }.map(\.value) }) else {
            return []
        }
        if let name = list.first?.text { return [name] }
        return list.flatMap { names($0) }
    }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-keras", "is not a Keras model that can be read: it has \(what)", hint: "save the model again")
    }
}
