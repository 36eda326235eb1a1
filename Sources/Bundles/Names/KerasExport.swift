// SPDX-License-Identifier: Apache-2.0
/// How a Keras model becomes an ONNX file, for messages.
public enum KerasExport {
    /// A line of Python, with Keras 3.
    public static let line =
        "keras.models.load_model(\"FILE\", compile=False).export(\"model.onnx\", format=\"onnx\")"
}
