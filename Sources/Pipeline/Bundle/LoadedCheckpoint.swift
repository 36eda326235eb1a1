// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Checkpoints
import Models

/// A checkpoint's graph, and the files that it was read from.
struct LoadedCheckpoint: Sendable {
    let location: BundleContents.Checkpoint
    let graph: Graph
    /// Paths relative to the location's folder: the checkpoint and its external data.
    let files: [String]

    /// - Parameter inputs: numbers that fill inputs other than the data's.
    init(_ location: BundleContents.Checkpoint, hdf5: HDF5Reader, inputs: [String: Double] = [:]) throws {
        self.location = location
        let checkpoint = try Self.read(location, hdf5)
        graph = try checkpoint.graph.fixing(inputs)
        files = checkpoint.files
    }

    /// Files of a bundle may still arrive; a checkpoint that a configuration or a command line names does not.
    private static func read(_ location: BundleContents.Checkpoint, _ hdf5: HDF5Reader) throws -> Checkpoint {
        do {
            try FileSignature.check(InputFolder(location.folder).file(location.name))
            return try Checkpoint(folder: location.folder, file: location.name, hdf5: hdf5)
        } catch let failure as Failure where failure.code == "vanished" && !location.isInBundle {
            throw Failure.refused(
                "no-checkpoint", "the checkpoint is not there",
                hint: "name another one: --checkpoint, or checkpoint in uaed.toml",
                file: "\(location.folder)/\(location.name)")
        }
    }
}
