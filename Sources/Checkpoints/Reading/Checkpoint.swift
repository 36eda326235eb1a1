// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Models

/// A model that was read from a file of any `CheckpointFormat`: its graph, and the files that it consists of.
///
/// The bytes are untrusted. Every length is checked, everything that can be large has a limit (`Limits`), and files
/// beside the checkpoint never lie outside of the folder.
public struct Checkpoint: Sendable {
    /// The model as the engine runs it.
    public let graph: Graph
    /// Paths relative to the folder: the checkpoint first, then the files that belong to it, each once.
    public let files: [String]

    /// Reads the checkpoint `file`, a path relative to `folder`. A name without a known ending is read as ONNX.
    ///
    /// - Parameter hdf5: reads the weights in Keras's files.
    /// - Throws: ``Base/Failure``: *refused* if the file is not a model that uaed can run, *incomplete* if it ends too
    ///   early, or if a file that belongs to it is missing or too short.
    public init(folder: String, file: String, hdf5: HDF5Reader) throws {
        try self.init(folder: folder, file: file, hdf5: hdf5, limits: .standard)
    }

    init(folder: String, file: String, hdf5: HDF5Reader, limits: Limits) throws {
        let held = try InputFolder(folder)
        if let foreign = ForeignFormat(file) { throw foreign.refusal(of: file) }
        do {
            (graph, files) = try Self.read(file, in: held, hdf5: hdf5, limits: limits)
        } catch var failure as Failure {
            failure.file = failure.file ?? file
            failure.hint =
                failure.hint ?? "export the model again; CHECKPOINTS.md in uaed's documentation says what is read"
            throw failure
        }
    }

    private static func read(
        _ file: String, in folder: InputFolder, hdf5: HDF5Reader, limits: Limits
    ) throws -> (Graph, [String]) {
        switch CheckpointFormat(file) {
        case .onnx, nil: try OnnxImport.read(file, in: folder, limits: limits)
        case .safetensors: try SafetensorsImport.read(file, in: folder, limits: limits)
        case .keras, .h5: try KerasImport.read(file, in: folder, hdf5: hdf5, limits: limits)
        case .pt2: try Pt2Import.read(file, in: folder, limits: limits)
        }
    }

    /// The ONNX operators that the importer supports, sorted by name.
    public static var supportedOperators: [String] { OperatorTable.standard.names }
    /// The ATen operators of `.pt2` programs, with their overloads, sorted.
    public static var atenOperators: [String] { AtenRule.names }
    /// The classes of Keras's layers, sorted.
    public static var kerasLayers: [String] { KerasImporter.layerNames }
}
