// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models
import Tensors

// What each class of layer becomes.
extension KerasImporter {
    typealias Rule =
        @Sendable (inout KerasImporter, KerasLayer, inout LayerValue, [Tensor<Float>]) throws -> LayerValue
    typealias Merge = @Sendable (inout KerasImporter, KerasLayer, inout [LayerValue]) throws -> LayerValue

    /// Layers of one input, by class.
    static let rules: [String: Rule] = {
        let tables = [
            identities, numbers, KerasConvolutions.rules, KerasPooling.rules, KerasPositions.rules, KerasShapes.rules,
            KerasNormalizations.rules, KerasRecurrences.rules,
        ]
        return tables.reduce(into: [:]) { all, table in all.merge(table) { first, _ in first } }
    }()

    /// The classes of layers that are read, sorted.
    static var layerNames: [String] {
        (Array(rules.keys) + Array(KerasMerges.rules.keys) + Array(KerasModel.types) + ["InputLayer"]).sorted()
    }

    /// Layers that do nothing outside of training.
    private static let identities: [String: Rule] = {
        let names = [
            "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "AlphaDropout", "GaussianNoise",
            "GaussianDropout", "ActivityRegularization", "Identity", "RandomFlip", "RandomRotation", "RandomZoom",
            "RandomTranslation", "RandomContrast", "RandomBrightness", "RandomShear", "RandomHeight", "RandomWidth",
        ]
        return names.reduce(into: [:]) { rules, name in rules[name] = { _, _, x, _ in x } }
    }()

    func unsupported(_ layer: KerasLayer) -> Failure {
        .refused(
            "unsupported-layer", "the layer class \(layer.type) is not supported",
            hint: "CHECKPOINTS.md in uaed's documentation lists those that are; or export the model to ONNX: "
                + "\(KerasExport.line)", node: layer.name)
    }
}
