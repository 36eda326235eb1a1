import Failures
import Models

/// A model as people have it, read from an ONNX file: its graph, and the files it consists of.
///
/// The bytes are untrusted: every length is checked, everything that can be large has a limit (``Limits``), and external
/// data never leads out of the folder.
public struct Checkpoint: Sendable {
    public let graph: Graph
    /// Relative to the folder: the checkpoint itself first, then its external data files (each once).
    public let files: [String]

    /// Reads the checkpoint `file`, a path relative to `folder`.
    ///
    /// - Throws: ``Failures/Failure``: *refused* where the file is not a model that uaed can run, *incomplete* where it
    ///   ends too early or an external data file is missing or too short.
    public init(folder: String, file: String) throws {
        try self.init(folder: folder, file: file, limits: .standard)
    }

    init(folder: String, file: String, limits: Limits) throws {
        let sealed = try SealedFolder(folder)
        let tensors = TensorReader(external: ExternalData(sealed, checkpoint: file), limits: limits)
        do {
            let bytes = try sealed.checkpoint(file).contents(limit: limits.fileBytes)
            var importer = GraphImporter(tensors: tensors, limits: limits)
            graph = try importer.graph(of: ModelProto(file: bytes, limits: limits))
            files = [file] + importer.externalFiles
        } catch var failure as Failure {
            failure.file = failure.file ?? file
            throw failure
        }
    }

    /// The operators that the importer's table holds, sorted by name.
    public static var supportedOperators: [String] { OperatorTable.standard.names }
}
