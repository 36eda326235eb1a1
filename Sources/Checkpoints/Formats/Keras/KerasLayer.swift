// SPDX-License-Identifier: Apache-2.0
import Base

/// One layer of a Keras model: its class, its settings, and what it reads in each of its calls.
struct KerasLayer {
    let type: String
    let name: String
    let config: JSON
    /// The arguments of each call as they were stored; empty in a Sequential model, where each layer reads the one before.
    let nodes: [JSON]
    /// What each call reads.
    let calls: [[KerasReference]]
    /// The layer as a model of its own, if it is one.
    let model: KerasModel?
    /// Whether it is a function such as keras.ops.tanh, which Keras lists among the layers.
    let isFunction: Bool
    /// The shape of its first input, which Keras 3 stores as `build_config`.
    private let buildShape: JSON?

    init(_ json: JSON, limits: Limits) throws {
        guard let type = json["class_name"]?.text, let config = json["config"], config.object != nil,
            let name = config["name"]?.text ?? json["name"]?.text
        else { throw KerasModel.malformed("a layer without class, name or settings") }
        self.type = type
        self.name = name
        self.config = config
        buildShape = json["build_config"]?["input_shape"]
        nodes = json["inbound_nodes"]?.list ?? []
        calls = nodes.map { KerasReference.all(in: $0) }
        let isModel = KerasModel.types.contains(type) && config["layers"] != nil
        model = isModel ? try KerasModel(json, limits: limits) : nil
        let module = json["module"]?.text ?? ""
        isFunction = module.contains(".ops.") || ["TFOpLambda", "SlicingOpLambda"].contains(type)
        guard !Self.isCustom(module, json["registered_name"]?.text) else {
            throw refused("class", "is the model's own, not Keras's")
        }
    }

    /// Whether the class is not Keras's own, though it may have the name of one that is.
    private static func isCustom(_ module: String, _ registered: String?) -> Bool {
        if registered?.contains(">") == true { return true }
        let parts = module.split(separator: ".")
        return !parts.isEmpty && !["keras", "keras_core", "tf_keras", "tensorflow"].contains(parts[0])
    }

    /// A layer inside of this one, as wrappers such as TimeDistributed have it.
    func inner(_ key: String, limits: Limits) throws -> KerasLayer {
        guard let json = config[key] else { throw refused(key, "is missing") }
        return try KerasLayer(json, limits: limits)
    }

    /// The extents of a sample, from the settings of an input layer or, in older Sequential models, of the first layer;
    /// nil if they are unknown. A free extent is nil.
    var sampleShape: [Int?]? {
        let given = config["batch_shape"] ?? config["batch_input_shape"] ?? buildShape
        guard let extents = given?.list, extents.count >= 2 else { return model?.sampleShape }
        return extents.dropFirst().map { extent in extent.integer.flatMap { $0 > 0 ? $0 : nil } }
    }
}
