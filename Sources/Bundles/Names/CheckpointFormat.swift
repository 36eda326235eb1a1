// SPDX-License-Identifier: Apache-2.0
/// The formats of checkpoints that uaed reads.
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

    /// nil if the name's ending is that of no such format.
    public init?(_ name: String) {
        guard case .checkpoint(let format) = FileKind(name) else { return nil }
        self = format
    }

    /// How checkpoints are named, for messages.
    public static let names =
        "NAME.onnx, NAME.safetensors with NAME.architecture.json, NAME.keras, NAME.h5 or NAME.pt2"
}

/// Formats of checkpoints that uaed does not read.
public enum ForeignFormat: String, CaseIterable, Sendable {
    case pt, pth, ckpt, torchscript, pb, tflite, hdf5

    /// nil if the name's ending is that of no such format.
    public init?(_ name: String) {
        guard case .foreignCheckpoint(let format) = FileKind(name) else { return nil }
        self = format
    }
}
