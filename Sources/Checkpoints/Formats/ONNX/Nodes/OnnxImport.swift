// SPDX-License-Identifier: Apache-2.0
import Bundles
import Models

/// Imports `NAME.onnx` as a graph, with the files that it consists of: itself, then its external data, each once.
enum OnnxImport {
    static func read(_ file: String, in folder: InputFolder, limits: Limits) throws -> (Graph, [String]) {
        let tensors = TensorReader(external: ExternalData(folder, checkpoint: file), limits: limits)
        let bytes = try folder.checkpoint(file).contents(limit: limits.fileBytes)
        var importer = GraphImporter(tensors: tensors, limits: limits)
        let graph = try importer.graph(of: ModelProto(file: bytes, limits: limits))
        return (graph, [file] + importer.externalFiles)
    }
}
