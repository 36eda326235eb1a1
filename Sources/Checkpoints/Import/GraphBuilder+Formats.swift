// SPDX-License-Identifier: Apache-2.0
import Bundles

/// Builders for formats whose tensors do not come as ONNX's TensorProto.
extension GraphBuilder {
    init(in folder: InputFolder, _ file: String, limits: Limits) {
        self.init(tensors: TensorReader(external: ExternalData(folder, checkpoint: file), limits: limits))
    }
}
