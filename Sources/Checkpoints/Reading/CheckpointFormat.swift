// SPDX-License-Identifier: Apache-2.0
import Base

/// The formats that a checkpoint may have, told apart by the ending of its name.
public enum CheckpointFormat: String, CaseIterable, Sendable {
    case onnx
    /// With `NAME.architecture.json` beside it.
    case safetensors
    /// Keras 3: a zip of `config.json` and `model.weights.h5`.
    case keras
    /// Keras 2: HDF5 with the attribute `model_config`.
    case h5
    /// torch.export: a zip of `models/*.json` and raw weights.
    case pt2

    /// nil where the name has none of their endings; capital letters do not matter.
    public init?(_ name: String) {
        guard let found = Self.allCases.first(where: { name.lowercased().hasSuffix(".\($0.rawValue)") }) else {
            return nil
        }
        self = found
    }

    /// For messages: what a checkpoint is called.
    public static let names =
        "NAME.onnx, NAME.safetensors with NAME.architecture.json, NAME.keras, NAME.h5 or NAME.pt2"
}
