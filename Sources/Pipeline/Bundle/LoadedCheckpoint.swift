// SPDX-License-Identifier: Apache-2.0
import Checkpoints
import Models

/// A checkpoint's graph, and the files that it was read from.
struct LoadedCheckpoint: Sendable {
    let location: BundleContents.Checkpoint
    let graph: Graph
    /// Paths relative to the location's folder: the checkpoint and its external data.
    let files: [String]

    init(_ location: BundleContents.Checkpoint, hdf5: HDF5Reader) throws {
        self.location = location
        let checkpoint = try Checkpoint(folder: location.folder, file: location.name, hdf5: hdf5)
        graph = checkpoint.graph
        files = checkpoint.files
    }
}
