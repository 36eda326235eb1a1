// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation

/// A job as the socket, `uaectl list` and `uaectl show` tell it.
public struct JobReport: Codable, Sendable, Equatable {
    public var number: Int
    /// The bundle's name, as it was dropped.
    public var name: String
    /// The inbox's name in `uaed.toml`.
    public var inbox: String
    /// `inspecting`, `queued`, `running`, `publishing`, `published`, `held`, `waiting`, `failed`, `cancelled`; a client
    /// prints a word it does not know as it is.
    public var state: String
    /// Why it waits (`disk`, `incomplete`, …) or failed (`refused`, `quarantined`, `error`).
    public var reason: String?
    public var failure: Failure?
    public var progress: ProgressReport?
    public var inspection: InspectionReport?
    public var summary: SummaryReport?
    public var warnings: [String]
    /// Higher goes first.
    public var priority: Int
    /// How the daemon knew that the bundle was complete: `declared`, `renamed-in`, `scheduled`, `settled`.
    public var arrival: String
    /// Worker deaths so far.
    public var deaths: Int
    public var owner: OwnerReport
    public var times: TimesReport
    public var paths: PathsReport
    /// SHA-256 of the published `manifest.json`: whatever else lies at the result's path is not what was published.
    public var manifestDigest: String?

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

    /// `waiting(disk)`, `running`: the state with its reason.
    public var stateWithReason: String { reason.map { "\(state)(\($0))" } ?? state }

    /// True where the job will not change any more.
    public var isFinal: Bool { ["published", "failed", "cancelled"].contains(state) }
}

/// How far a running job is. Not durable: chunks are, and `done` counts parts of unfinished ones too.
public struct ProgressReport: Codable, Sendable, Equatable {
    /// Samples.
    public var done: Double
    public var total: Int
    public var chunksDone: Int
    public var chunks: Int
    /// Samples a second since this worker started; nil until it can be known.
    public var rate: Double?
    /// Seconds left at this rate.
    public var eta: Double?

    public init(done: Double, total: Int, chunksDone: Int, chunks: Int, rate: Double?, eta: Double?) {
        self.done = done
        self.total = total
        self.chunksDone = chunksDone
        self.chunks = chunks
        self.rate = rate
        self.eta = eta
    }
}

/// What the inspection at the claim found: the job's size, its plan and its estimates.
public struct InspectionReport: Codable, Sendable, Equatable {
    public var samples: Int
    public var dataset: String
    public var checkpoint: String
    public var preset: String
    public var method: String
    public var sampling: String
    public var chunks: Int
    public var chunkSize: Int
    /// What the next two are: `loss`, a mean reconstruction loss; `error-rate`, a classifier's share of wrong answers;
    /// nil where nothing was measured.
    public var cleanMeasure: String?
    /// The model on the clean samples looked at, beside predicting their mean (a classifier: their commonest class).
    public var cleanLoss: Double
    public var meanLoss: Double
    /// Processor seconds of one thread.
    public var estimatedSeconds: Double
    public var estimatedBytes: Int
    /// Files of the bundle that are not read.
    public var ignored: [String]

    public init(
        samples: Int, dataset: String, checkpoint: String, preset: String, method: String, sampling: String,
        chunks: Int, chunkSize: Int, cleanMeasure: String? = "loss", cleanLoss: Double, meanLoss: Double,
        estimatedSeconds: Double,
        estimatedBytes: Int, ignored: [String]
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
    }
}

/// The figures of a published result.
public struct SummaryReport: Codable, Sendable, Equatable {
    public var samples: Int
    public var successes: Int
    public var unchanged: Int
    public var failed: Int
    public var skipped: Int
    /// Attack success rate on the stored samples, 0…1.
    public var asr: Double?
    public var meanL2: Double?
    public var meanMi: Double?

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
