// SPDX-License-Identifier: Apache-2.0
import Base

/// The formats of checkpoints, determined by the ending of the name.
public enum CheckpointFormat: String, CaseIterable, Sendable {
    case onnx
    /// `NAME.architecture.json` lies beside it.
    case safetensors
    /// Keras 3: a zip archive of `config.json` and `model.weights.h5`.
    case keras
    /// Keras 2: HDF5 with the attribute `model_config`.
    case h5
    /// torch.export: a zip archive of `models/*.json` and raw weights.
    case pt2

    /// nil if the name has none of the endings; case does not matter.
    public init?(_ name: String) {
        guard let found = Self.allCases.first(where: { name.lowercased().hasSuffix(".\($0.rawValue)") }) else {
            return nil
        }
        self = found
    }

    /// How checkpoints are named, for messages.
    public static let names =
        "NAME.onnx, NAME.safetensors with NAME.architecture.json, NAME.keras, NAME.h5 or NAME.pt2"
}
