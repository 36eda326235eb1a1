// SPDX-License-Identifier: Apache-2.0
import Bundles

/// Builders for formats whose tensors are not ONNX's TensorProtos.
extension GraphBuilder {
    init(in folder: InputFolder, _ file: String, limits: Limits) {
        self.init(tensors: TensorReader(external: ExternalData(folder, checkpoint: file), limits: limits))
    }
}
