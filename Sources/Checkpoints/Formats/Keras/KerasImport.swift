// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models

/// Imports `NAME.h5` or `NAME.keras` as a graph, with the one file that it consists of.
enum KerasImport {
    /// Reads HDF5 with the model's configuration in the attribute `model_config`.
    static func readLegacy(
        _ file: String, in folder: InputFolder, hdf5 reader: HDF5Reader, limits: Limits
    ) throws -> (Graph, [String]) {
        let builder = GraphBuilder(in: folder, file, limits: limits)
        let model = try HDF5File.open(folder.checkpoint(file), reader: reader, limits: limits) { hdf5 in
            guard let text = try hdf5.strings("model_config", of: "/")?.first else { throw weightsOnly() }
            return try graph(Array(text.utf8), .named, hdf5, builder, limits)
        }
        return (model, [file])
    }

    /// Reads a zip archive of `config.json` and `model.weights.h5`.
    static func readArchive(
        _ file: String, in folder: InputFolder, hdf5 reader: HDF5Reader, limits: Limits
    ) throws -> (Graph, [String]) {
        let (config, weights) = try unpacked(folder.checkpoint(file), limits)
        let builder = GraphBuilder(in: folder, file, limits: limits)
        let model = try HDF5File.open(weights, reader: reader, limits: limits) { hdf5 in
            try graph(config, .numbered, hdf5, builder, limits)
        }
        return (model, [file])
    }

    private static func unpacked(_ file: InputFile, _ limits: Limits) throws -> (config: [UInt8], weights: InputFile) {
        let archive = try ZipArchive(file.contents(limit: limits.fileBytes), limits: limits)
        let weights = try archive.contents("model.weights.h5", limit: limits.fileBytes)
        return (
            try archive.contents("config.json", limit: limits.jsonBytes),
            try InputFile(path: file.path, memory: weights)
        )
    }

    private static func graph(
        _ config: [UInt8], _ weights: KerasWeights, _ hdf5: HDF5File, _ builder: GraphBuilder, _ limits: Limits
    ) throws -> Graph {
        let model = try KerasModel(JSONReader.value(config[...], limits: limits), limits: limits)
        var importer = KerasImporter(weights, hdf5, builder, limits: limits)
        return try importer.graph(of: model)
    }

    private static func weightsOnly() -> Failure {
        .refused(
            "weights-only", "the HDF5 file holds no Keras model: it lacks the attribute model_config",
            hint: "save the whole model, not its weights alone: model.save(\"model.keras\")")
    }
}
