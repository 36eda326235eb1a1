// SPDX-License-Identifier: Apache-2.0
/// What `uae-worker inspect` finds out about a bundle.
public struct Inspection: Codable, Sendable, Equatable {
    public var samples: Int
    /// `images`, `table` or `idx`, and a sentence: "1000 PNG images, 28×28, gray".
    public var dataset: String
    public var checkpoint: String
    /// `uaed`, `paper` or `released`; `minmax` and its kin.
    public var preset: String
    public var method: String
    public var sampling: String
    public var chunks: Int
    public var chunkSize: Int
    /// What the next two are: `loss`, a mean reconstruction loss; `error-rate`, a classifier's share of wrong answers;
    /// nil where nothing was measured (contrastive jobs, a classifier whose samples have no labels).
    public var cleanMeasure: String?
    /// The model on the clean samples looked at, beside predicting their mean (a classifier: their commonest class).
    public var cleanLoss: Double
    public var meanLoss: Double
    /// Estimated processor seconds (one thread) and bytes of job folder and result.
    public var estimatedSeconds: Double
    public var estimatedBytes: Int
    public var datasetDigest: String
    public var checkpointDigest: String
    public var settingsDigest: String
    public var priority: Int
    public var force: Bool
    public var warnings: [String]
    /// Files of the bundle that are not read.
    public var ignored: [String]
    /// What is published again beside the new samples, for people: "run 1 of mybundle, 1000 samples"; nil: nothing.
    public var earlier: String?
    /// Of that result, where it lies in the outbox: its name, and the SHA-256 of its `manifest.json`.
    public var earlierName: String?
    public var earlierDigest: String?
    /// `native` or `portable`; nil in a ledger of a version that did not keep it: the worker looks for itself.
    public var arithmetic: String?

    public init(
        samples: Int, dataset: String, checkpoint: String, preset: String, method: String, sampling: String,
        chunks: Int, chunkSize: Int, cleanMeasure: String? = "loss", cleanLoss: Double, meanLoss: Double,
        estimatedSeconds: Double, estimatedBytes: Int, datasetDigest: String, checkpointDigest: String,
        settingsDigest: String, priority: Int = 0, force: Bool = false, warnings: [String] = [],
        ignored: [String] = [], earlier: String? = nil,
        earlierName: String? = nil, earlierDigest: String? = nil, arithmetic: String? = nil
    ) {
        self.samples = samples
        self.dataset = dataset
        self.checkpoint = checkpoint
        self.preset = preset
        self.method = method
        self.sampling = sampling
        self.chunks = chunks
        self.chunkSize = chunkSize
        self.cleanMeasure = cleanMeasure
        self.cleanLoss = cleanLoss
        self.meanLoss = meanLoss
        self.estimatedSeconds = estimatedSeconds
        self.estimatedBytes = estimatedBytes
        self.datasetDigest = datasetDigest
        self.checkpointDigest = checkpointDigest
        self.settingsDigest = settingsDigest
        self.priority = priority
        self.force = force
        self.warnings = warnings
        self.ignored = ignored
        self.earlier = earlier
        self.earlierName = earlierName
        self.earlierDigest = earlierDigest
        self.arithmetic = arithmetic
    }
}

extension Inspection {
    /// What is computed with: dataset, checkpoint and settings, by their digests.
    public var identity: String { [datasetDigest, checkpointDigest, settingsDigest].joined(separator: ":") }
}
