// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Base
import Bundles
import Durability
import Pipeline

/// The options of every verb that takes a bundle.
struct BundleOptions: ParsableArguments {
    @Argument(help: "A folder with a dataset, a checkpoint and, if you like, a job.toml.")
    var bundle: String

    @Option(help: "A checkpoint for a bundle that brings none.")
    var checkpoint: String?

    @Option(help: "A job.toml for the keys that the bundle's own does not set.")
    var defaults: String?

    @Option(help: "What the bundle's folder must be, as uaed tells it: no other folder of its path is read.")
    var identity: String?

    var request: BundleRequest {
        BundleRequest(bundle: bundle, checkpoint: checkpoint, defaults: defaults, hdf5: .forked)
    }

    /// Opens the bundle's folder once. From then on the path stands for this folder, even if another one takes its
    /// place. Without `--identity` nothing is held.
    ///
    /// - Throws: `Failure`, incomplete `vanished`, if the path leads to another folder, a link or nothing.
    func holdBundle() throws {
        guard let identity else { return }
        guard let held = try LocalDisk().hold(bundle), let wanted = ObjectIdentity(text: identity),
            held.identity.isSame(as: wanted), held.keep()
        else {
            throw Failure(
                .incomplete, code: "vanished", "is not the folder that was claimed any more",
                hint: "put it back, or drop the bundle again", file: bundle)
        }
    }
}
