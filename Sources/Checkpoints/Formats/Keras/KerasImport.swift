// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models

/// Imports `NAME.h5` or `NAME.keras` as a graph, with the one file that it consists of.
///
/// The first bytes decide what the file is: Keras 2.12 wrote HDF5 under the name `NAME.keras`.
enum KerasImport {
    private static let archiveStart: [UInt8] = [0x50, 0x4B, 3, 4]
    private static let hdf5Start: [UInt8] = [0x89, 0x48, 0x44, 0x46]

    static func read(
        _ file: String, in folder: InputFolder, hdf5 reader: HDF5Reader, limits: Limits
    ) throws -> (Graph, [String]) {
        let held = try folder.checkpoint(file)
        let start = try held.bytes(from: 0, count: min(4, held.size))
        let isArchive = start == archiveStart || (start != hdf5Start && CheckpointFormat(file) == .keras)
        let builder = GraphBuilder(in: folder, file, limits: limits)
        let model = try (isArchive ? archive : legacy)(held, reader, builder, limits)
        return (model, [file])
    }

    /// HDF5 with the model's configuration in the attribute `model_config`.
    private static func legacy(
        _ file: InputFile, _ reader: HDF5Reader, _ builder: GraphBuilder, _ limits: Limits
    ) throws -> Graph {
        try HDF5File.open(file, reader: reader, limits: limits) { hdf5 in
            guard let text = try hdf5.strings("model_config", of: "/")?.first else { throw weightsOnly() }
            let version = try hdf5.strings("keras_version", of: "/")?.first
            let model = try model(Array(text.utf8), limits)
            var importer = KerasImporter(.named, hdf5, builder, version: version, limits: limits)
            return try importer.graph(of: model)
        }
    }

    /// A zip archive of `config.json`, `metadata.json` and `model.weights.h5`.
    private static func archive(
        _ file: InputFile, _ reader: HDF5Reader, _ builder: GraphBuilder, _ limits: Limits
    ) throws -> Graph {
        let archive = try ZipArchive(file.contents(limit: limits.fileBytes), limits: limits)
        let weights = try InputFile(
            path: file.path, memory: archive.contents("model.weights.h5", limit: limits.fileBytes))
        let model = try model(archive.contents("config.json", limit: limits.jsonBytes), limits)
        let version = try archive.contains("metadata.json") ? archive.contents("metadata.json", limit: 1 << 16) : []
        let metadata = version.isEmpty ? nil : try JSONReader.value(version[...], limits: limits)
        return try HDF5File.open(weights, reader: reader, limits: limits) { hdf5 in
            var importer = KerasImporter(
                .numbered(try KerasGroups(hdf5)), hdf5, builder, version: metadata?["keras_version"]?.text,
                limits: limits)
            return try importer.graph(of: model)
        }
    }

    private static func model(_ config: [UInt8], _ limits: Limits) throws -> KerasModel {
        try KerasModel(JSONReader.value(config[...], limits: limits), limits: limits)
    }

    private static func weightsOnly() -> Failure {
        .refused(
            "weights-only", "the HDF5 file holds no Keras model: it lacks the attribute model_config",
            hint: "save the whole model, not its weights alone: model.save(\"model.keras\")")
    }
}
