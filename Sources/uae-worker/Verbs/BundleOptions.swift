import ArgumentParser
import Generation

/// What every verb that takes a bundle knows.
struct BundleOptions: ParsableArguments {
    @Argument(help: "A folder with a dataset, a checkpoint and, if you like, a job.toml.")
    var bundle: String

    @Option(help: "A checkpoint for a bundle that brings none.")
    var checkpoint: String?

    @Option(help: "A job.toml for the keys that the bundle's own does not set.")
    var defaults: String?

    var request: BundleRequest {
        BundleRequest(bundle: bundle, checkpoint: checkpoint, defaults: defaults, hdf5: .forked)
    }
}
