// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// One layer of a Keras model: its class, its settings, and the layers that it reads.
struct KerasLayer {
    let type: String
    let name: String
    let config: JSON
    /// Names of the layers that it reads; empty in a Sequential model, where each layer reads the one before.
    let inputs: [String]
    /// The shape of its first input, which Keras 3 stores as `build_config`.
    private let buildShape: JSON?

    init(_ json: JSON) throws {
        guard let type = json["class_name"]?.text, let config = json["config"], config.object != nil,
            let name = config["name"]?.text ?? json["name"]?.text
        else { throw KerasModel.malformed("a layer without class, name or settings") }
        self.type = type
        self.name = name
        self.config = config
        buildShape = json["build_config"]?["input_shape"]
        let nodes = json["inbound_nodes"]?.list ?? []
        guard nodes.count <= 1 else {
            throw Failure.refused(
                "unsupported-layer", "the layer is used \(nodes.count) times",
                hint: "uaed reads models in which each layer is used once; export this one to ONNX", node: name)
        }
        inputs = nodes.first.map(Self.sources) ?? []
    }

    /// The names in a node's arguments: `["name", 0, 0, {}]` in Keras 2, `{"keras_history":
    /// ["name", 0, 0]}` in Keras 3.
    private static func sources(_ node: JSON) -> [String] {
        if let history = node["keras_history"] { return history.list?.first?.text.map { [$0] } ?? [] }
        if let members = node.object { return members.sorted { $0.key < $1.key }.flatMap { sources($0.value) } }
        guard let list = node.list else { return [] }
        if let name = list.first?.text, list.count >= 3, list[1].integer != nil { return [name] }
        return list.flatMap(sources)
    }

    /// The extents of a sample, from the settings of an input layer or, in older Sequential models, of the first layer;
    /// nil if they are unknown. A free extent is nil.
    var sampleShape: [Int?]? {
        let given = config["batch_shape"] ?? config["batch_input_shape"] ?? buildShape
        guard let extents = given?.list, extents.count >= 2 else { return nil }
        return extents.dropFirst().map { extent in extent.integer.flatMap { $0 > 0 ? $0 : nil } }
    }
}

// Settings.
extension KerasLayer {
    func refused(_ key: String, _ what: String) -> Failure {
        .refused(
            "unsupported-layer", "\(type): \(key) \(what)",
            hint: "export the model to ONNX: \(KerasExport.line)", node: name)
    }

    func setting(_ key: String) -> JSON? { config[key].flatMap { $0.isNull ? nil : $0 } }

    func real(_ key: String, _ standard: Double) throws -> Double {
        guard let value = setting(key) else { return standard }
        // Some numbers are stored as NumPy arrays.
        guard let number = value.real ?? value["config"]?["value"]?.real, number.isFinite else {
            throw refused(key, "is \(value.excerpt)")
        }
        return number
    }

    func flag(_ key: String, _ standard: Bool) -> Bool { setting(key)?.boolean ?? standard }

    /// Height and width, or one number for both; they must be positive.
    func pair(_ key: String) throws -> [Int]? {
        guard let value = setting(key) else { return nil }
        let pair = value.integer.map { [$0, $0] } ?? value.integers ?? []
        guard pair.count == 2, pair.allSatisfy({ $0 > 0 && $0 < 1 << 24 }) else {
            throw refused(key, "is \(value.excerpt)")
        }
        return pair
    }

    /// - Throws: `Failure` (refused) if the setting is present and not among `values`.
    func require(_ key: String, _ values: JSON...) throws {
        guard let value = setting(key), !values.contains(value) else { return }
        throw refused(key, "is \(value.excerpt)")
    }
}
