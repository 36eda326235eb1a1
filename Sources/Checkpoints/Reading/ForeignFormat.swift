// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Each is refused with the call that exports the model to a format that uaed reads.
///
/// A `.pt` or `.pth` file is a Python pickle, and reading a pickle runs the code in it. TorchScript and SavedModel
/// files hold programs of their own.
extension ForeignFormat {
    /// Why `file` is refused, and how to export it.
    public func refusal(of file: String) -> Failure {
        .refused("checkpoint-format", "\(reason); read are \(CheckpointFormat.names)", hint: recipe, file: file)
    }

    private var reason: String {
        switch self {
        case .torchscript: "a TorchScript program is not read"
        case .pb: "a TensorFlow SavedModel is not read"
        case .tflite: "a TensorFlow Lite model is not read"
        case .hdf5: "a Keras file is called NAME.h5"
        default: "a pickle is not read, because reading one runs the code in it"
        }
    }

    private var recipe: String {
        switch self {
        case .pb: "python -m tf2onnx.convert --saved-model FOLDER --output model.onnx"
        case .tflite: "python -m tf2onnx.convert --tflite FILE --output model.onnx"
        case .hdf5: "mv FILE model.h5; or export it: \(KerasExport.line)"
        case .torchscript:
            "model = torch.jit.load(FILE).eval(); torch.onnx.export(model, example, \"model.onnx\")"
        default:
            "model.load_state_dict(torch.load(FILE)); torch.onnx.export(model.eval(), example, \"model.onnx\")"
        }
    }
}
