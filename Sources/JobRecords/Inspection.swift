// SPDX-License-Identifier: Apache-2.0
/// What `uae-worker inspect` found out about a bundle.
public struct Inspection: Codable, Sendable, Equatable {
    public var samples: Int
    /// A sentence for people: "1000 PNG images, 28×28, gray".
    public var dataset: String
    public var checkpoint: String
    /// The preset (`uaed`, `paper` or `released`); the next two are the names of the attack (`minmax` and others) and
    /// of the sampling.
    public var preset: String
    public var method: String
    public var sampling: String
    public var chunks: Int
    public var chunkSize: Int
    /// What ``cleanLoss`` and ``meanLoss`` are: `loss`, a mean reconstruction loss; `error-rate`, a classifier's share
    /// of wrong answers; nil if nothing was measured (contrastive jobs, a classifier whose samples have no labels).
    public var cleanMeasure: String?
    /// The model's value on the clean samples that were examined.
    public var cleanLoss: Double
    /// For comparison, the value of always predicting their mean (for a classifier, their most frequent class).
    public var meanLoss: Double
    /// The number of samples that ``cleanLoss`` is of; nil in a ledger of a version that did not keep it.
    public var cleanSamples: Int?
    /// What was chosen where something else was possible, a line each for people: columns, scale, order of the classes.
    public var choices: [String]?
    /// Estimated processor seconds on one thread.
    public var estimatedSeconds: Double
    /// Estimated bytes of job folder and result.
    public var estimatedBytes: Int
    public var datasetDigest: String
    public var checkpointDigest: String
    public var settingsDigest: String
    public var priority: Int
    public var force: Bool
    public var warnings: [String]
    /// Files of the bundle that are not read.
    public var ignored: [String]
    /// The earlier result that is published again beside the new samples, for people: "run 1 of mybundle, 1000
    /// samples"; nil if there is none.
    public var earlier: String?
    /// If that result lies in the outbox, its name there, and the SHA-256 of its `manifest.json`.
    public var earlierName: String?
    public var earlierDigest: String?
    /// `native` or `portable`; nil in a ledger of a version that did not keep it, in which case the worker determines
    /// it.
    public var arithmetic: String?
    /// SHA-256 of the job's `plan.json`; nil if the inspection froze no plan.
    public var plan: String?

    /// Memberwise initialiser.
    public init(
        samples: Int, dataset: String, checkpoint: String, preset: String, method: String, sampling: String,
        chunks: Int, chunkSize: Int, cleanMeasure: String? = "loss", cleanLoss: Double, meanLoss: Double,
        estimatedSeconds: Double, estimatedBytes: Int, datasetDigest: String, checkpointDigest: String,
        settingsDigest: String, priority: Int = 0, force: Bool = false, warnings: [String] = [],
        ignored: [String] = [], earlier: String? = nil,
        earlierName: String? = nil, earlierDigest: String? = nil, arithmetic: String? = nil,
        cleanSamples: Int? = nil, choices: [String]? = nil
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
        self.cleanSamples = cleanSamples
        self.choices = choices
    }
}
