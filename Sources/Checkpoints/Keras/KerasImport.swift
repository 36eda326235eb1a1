import Failures
import Models

/// `NAME.h5` or `NAME.keras` → a graph, and the one file it consists of.
enum KerasImport {
    /// HDF5 with the model's configuration in the attribute `model_config`.
    static func readLegacy(_ file: String, in folder: SealedFolder, limits: Limits) throws -> (Graph, [String]) {
        let bytes = try folder.checkpoint(file).contents(limit: limits.fileBytes)
        guard !bytes.isEmpty else { throw WireReader.truncated() }
        let builder = GraphBuilder(in: folder, file, limits: limits)
        let model = try HDF5File.open(bytes, limits: limits) { hdf5 in
            guard let text = try hdf5.strings("model_config", of: "/")?.first else { throw weightsOnly() }
            return try graph(Array(text.utf8), .named, hdf5, builder, limits)
        }
        return (model, [file])
    }

    /// A zip archive of `config.json` and `model.weights.h5`.
    static func readArchive(_ file: String, in folder: SealedFolder, limits: Limits) throws -> (Graph, [String]) {
        let bytes = try folder.checkpoint(file).contents(limit: limits.fileBytes)
        let archive = try ZipArchive(bytes, limits: limits)
        let config = try archive.contents("config.json", limit: limits.jsonBytes)
        let weights = try archive.contents("model.weights.h5", limit: limits.fileBytes)
        let builder = GraphBuilder(in: folder, file, limits: limits)
        let model = try HDF5File.open(weights, limits: limits) { hdf5 in
            try graph(config, .numbered, hdf5, builder, limits)
        }
        return (model, [file])
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
