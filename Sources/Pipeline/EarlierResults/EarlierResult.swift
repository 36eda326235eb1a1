// SPDX-License-Identifier: Apache-2.0
import Base
import Jobs

/// The earlier result that a job publishes again beside its own samples (multi-run augmentation, paper 6.15), as
/// inspection found it. It is frozen in `plan.json` and named in `manifest.json`.
struct EarlierResult: Codable, Equatable, Sendable {
    /// One pass over the originals with one checkpoint.
    struct Run: Codable, Equatable, Sendable {
        var checkpoint: String
        var checkpointDigest: String
        var seed: UInt64
        var outcomes: Statistics.Outcomes

        private enum CodingKeys: String, CodingKey {
            case checkpoint, seed, outcomes
            case checkpointDigest = "checkpoint_digest"
        }
    }

    var name: String
    /// SHA-256 of its `manifest.json`.
    var manifestDigest: String
    /// Its runs 1, 2, …: a result may hold earlier runs itself.
    var runs: [Run]
    /// Results per sample over all runs; this job's results are numbered after them.
    var variants: Int
    /// Size of the files that are published again.
    var bytes: Int

    private enum CodingKeys: String, CodingKey {
        case name, runs, variants, bytes
        case manifestDigest = "manifest_digest"
    }
}

extension EarlierResult {
    /// A phrase for people: "runs 1 to 2 of mybundle, 2000 samples".
    var summary: String {
        let samples = runs.map(\.outcomes.samples).reduce(0, +)
        return (runs.count == 1 ? "run 1" : "runs 1 to \(runs.count)") + " of \(name), \(samples) samples"
    }

    /// The path of its list of digests among the plan's inputs.
    var listPath: String { "\(name)/\(DigestList.name)" }

    private static let largestManifest = 64 << 20

    /// Reads the whole result and compares it with the data that it is to be published beside.
    ///
    /// - Parameter datasetDigest: the digest of the bundle's data.
    /// - Throws: `Failure`: refused, with both values, if it was made from other data or is damaged; incomplete if it
    ///   lies in the bundle and lacks a file, because it may still be arriving.
    init(
        inspecting location: EarlierLocation, data: JoinedDataset, datasetDigest: String
    ) throws {
        // A result in the bundle may still be arriving, like every file of a bundle.
        let result = try PublishedResult(location, failing: location.isInBundle ? .incomplete : .refused)
        let bytes = try result.contents(ResultFiles.manifest, limit: Self.largestManifest)
        guard let manifest = try? CanonicalJSON.decode(EarlierManifest.self, from: bytes) else {
            throw Failure.refused(
                "earlier-version", "is no manifest that this version can go on from",
                hint: "publish the earlier result again with this version",
                file: "\(location.name)/\(ResultFiles.manifest)")
        }
        try manifest.check(against: data, digest: datasetDigest, name: location.name)
        let size = try result.verify()
        let known = manifest.earlier?.runs ?? []
        let samples = try EarlierSamples(result, samples: data.count, runs: known.count + 1)
        try Self.checkFiles(result, data: data, variants: samples.variants, name: location.name)
        let used = manifest.used
        let last = Run(
            checkpoint: used.checkpoint, checkpointDigest: used.checkpointDigest, seed: manifest.seed, outcomes: .init()
        )
        var runs = known + [last]
        for (place, outcomes) in samples.outcomes.enumerated() { runs[place].outcomes = outcomes }
        self.init(
            name: location.name, manifestDigest: result.digest(ResultFiles.manifest) ?? "", runs: runs,
            variants: samples.variants, bytes: size)
    }

    /// Every file must belong to a sample of the data and one of its variants, so that none can
    /// take the place of a new file.
    private static func checkFiles(
        _ result: PublishedResult, data: JoinedDataset, variants: Int, name: String
    ) throws {
        var known = 0
        for variant in 0..<variants {
            for output in data.outputs where result.digest(ResultPlaces.path(output, variant: variant)) != nil {
                known += 1
            }
        }
        guard known == result.augmented.count else {
            throw Failure.refused(
                "earlier-damaged",
                "the result lists \(result.augmented.count) augmented files, and \(known) of this bundle's data",
                file: name)
        }
    }
}
