// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models

/// Imports `NAME.safetensors` and `NAME.architecture.json` as a graph, with the files that it consists of.
enum SafetensorsImport {
    static func read(_ file: String, in folder: InputFolder, limits: Limits) throws -> (Graph, [String]) {
        let tensors = try SafetensorsFile(folder.checkpoint(file), limits: limits)
        let description = String(file.dropLast(".safetensors".count)) + ".architecture.json"
        let architecture = try Self.architecture(description, in: folder, limits: limits)
        var importer = ArchitectureImporter(
            tensors, layout: architecture.layout, graph: GraphBuilder(in: folder, file, limits: limits))
        do {
            return (try importer.graph(of: architecture), [file, description])
        } catch var failure as Failure where failure.code == "bad-architecture" {
            failure.file = failure.file ?? description
            throw failure
        }
    }

    private static func architecture(_ file: String, in folder: InputFolder, limits: Limits) throws -> Architecture {
        do {
            let bytes = try folder.checkpoint(file).contents(limit: limits.jsonBytes)
            return try Architecture(JSONReader.value(bytes[...], limits: limits), limits: limits)
        } catch var failure as Failure {
            if failure.code == "vanished" { throw missing(file) }
            failure.file = failure.file ?? file
            throw failure
        }
    }

    /// Incomplete, because the description may still be arriving.
    private static func missing(_ file: String) -> Failure {
        Failure(
            .incomplete, code: "no-architecture", "a safetensors file holds weights only; \(file) is missing",
            hint: "write it as CHECKPOINTS.md in uaed's documentation shows, or export the model: "
                + "torch.onnx.export(model, example, \"model.onnx\")", file: file)
    }
}
