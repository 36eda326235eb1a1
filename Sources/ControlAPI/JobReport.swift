// SPDX-License-Identifier: Apache-2.0
import Base

/// A job as the socket, `uaectl list` and `uaectl show` present it.
public struct JobReport: Codable, Sendable, Equatable {
    public var number: Int
    /// The bundle's name, as it was dropped.
    public var name: String
    /// The inbox's name in `uaed.toml`.
    public var inbox: String
    /// `inspecting`, `queued`, `running`, `publishing`, `published`, `held`, `waiting`, `failed`, `cancelled`; clients
    /// print an unknown word as it is.
    public var state: String
    /// Why the job waits (`disk`, `incomplete`, …), failed (`refused`, `quarantined`, `error`) or was published without
    /// a computation (`duplicate`).
    public var reason: String?
    public var failure: Failure?
    public var progress: ProgressReport?
    public var inspection: InspectionReport?
    public var summary: SummaryReport?
    public var warnings: [String]
    /// Of one owner's jobs the one with the higher priority goes first.
    public var priority: Int
    /// How the daemon recognised a complete bundle: `declared`, `renamed-in`, `scheduled`, `settled`.
    public var arrival: String
    /// How often a worker has died in this job.
    public var deaths: Int
    public var owner: OwnerReport
    public var times: TimesReport
    public var paths: PathsReport
    /// SHA-256 of the published `manifest.json`; a folder at the result's path with another manifest is not this job's
    /// result.
    public var manifestDigest: String?

    /// Memberwise initialiser.
    public init(
        number: Int, name: String, inbox: String, state: String, reason: String? = nil, failure: Failure? = nil,
        progress: ProgressReport? = nil, inspection: InspectionReport? = nil, summary: SummaryReport? = nil,
        warnings: [String] = [], priority: Int = 0, arrival: String, deaths: Int = 0, owner: OwnerReport,
        times: TimesReport, paths: PathsReport, manifestDigest: String? = nil
    ) {
        self.number = number
        self.name = name
        self.inbox = inbox
        self.state = state
        self.reason = reason
        self.failure = failure
        self.progress = progress
        self.inspection = inspection
        self.summary = summary
        self.warnings = warnings
        self.priority = priority
        self.arrival = arrival
        self.deaths = deaths
        self.owner = owner
        self.times = times
        self.paths = paths
        self.manifestDigest = manifestDigest
    }

    /// The state with its reason: `waiting(disk)`, `running`.
    public var stateWithReason: String { reason.map { "\(state)(\($0))" } ?? state }

    /// True if the job is over; only a retry changes it then.
    public var isFinal: Bool { ["published", "failed", "cancelled"].contains(state) }
}

/// The progress of a running job. Only finished chunks are durable; `done` also counts parts of unfinished chunks.
public struct ProgressReport: Codable, Sendable, Equatable {
    /// Samples, with fractions for those in work.
    public var done: Double
    public var total: Int
    public var chunksDone: Int
    public var chunks: Int
    /// Samples per second since this worker started; nil before it has made progress.
    public var rate: Double?
    /// Seconds left at this rate; nil without a rate.
    public var eta: Double?

    /// Memberwise initialiser.
    public init(done: Double, total: Int, chunksDone: Int, chunks: Int, rate: Double?, eta: Double?) {
        self.done = done
        self.total = total
        self.chunksDone = chunksDone
        self.chunks = chunks
        self.rate = rate
        self.eta = eta
    }
}

/// What an inspection found: the size of the job, its plan and its estimated cost.
public struct InspectionReport: Codable, Sendable, Equatable {
    public var samples: Int
    /// A phrase for people: `1000 PNG images, 28×28, gray`.
    public var dataset: String
    public var checkpoint: String
    /// `uaed`, `paper` or `released`.
    public var preset: String
    /// The attack's method, such as `minmax`.
    public var method: String
    public var sampling: String
    public var chunks: Int
    public var chunkSize: Int
    /// What `cleanLoss` and `meanLoss` measure: `loss`, a mean reconstruction loss, or `error-rate`, a classifier's
    /// share of wrong answers; nil if nothing was measured.
    public var cleanMeasure: String?
    /// The model's figure on the clean samples that were inspected.
    public var cleanLoss: Double
    /// The figure for predicting the mean of those samples or, with a classifier, their commonest class.
    public var meanLoss: Double
    /// The number of samples that were inspected; nil for a job of an older version.
    public var cleanSamples: Int?
    /// What was chosen where something else was possible, a line each: columns, scale, order of the classes.
    public var choices: [String]?
    /// Processor seconds of one thread.
    public var estimatedSeconds: Double
    /// Bytes of the job folder and the result.
    public var estimatedBytes: Int
    /// Files of the bundle that are not read.
    public var ignored: [String]

    /// Memberwise initialiser.
    public init(
        samples: Int, dataset: String, checkpoint: String, preset: String, method: String, sampling: String,
        chunks: Int, chunkSize: Int, cleanMeasure: String? = "loss", cleanLoss: Double, meanLoss: Double,
        estimatedSeconds: Double,
        estimatedBytes: Int, ignored: [String], cleanSamples: Int? = nil, choices: [String]? = nil
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
        self.ignored = ignored
        self.cleanSamples = cleanSamples
        self.choices = choices
    }
}

/// The statistics of a published result.
public struct SummaryReport: Codable, Sendable, Equatable {
    public var samples: Int
    /// Samples with a stored UAE.
    public var successes: Int
    /// Samples whose result would equal the source, which counts as a failure.
    public var unchanged: Int
    public var failed: Int
    public var skipped: Int
    /// Attack success rate, 0…1: `successes` over the samples that were not skipped; nil if all were.
    public var asr: Double?
    /// Mean L2 norm of δ over the successes.
    public var meanL2: Double?
    /// Mean MI over the successes, in nats.
    public var meanMi: Double?

    /// Memberwise initialiser.
    public init(
        samples: Int, successes: Int, unchanged: Int, failed: Int, skipped: Int, asr: Double?, meanL2: Double?,
        meanMi: Double?
    ) {
        self.samples = samples
        self.successes = successes
        self.unchanged = unchanged
        self.failed = failed
        self.skipped = skipped
        self.asr = asr
        self.meanL2 = meanL2
        self.meanMi = meanMi
    }
}
