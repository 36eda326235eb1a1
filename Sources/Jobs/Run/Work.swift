// SPDX-License-Identifier: Apache-2.0
/// What a job computes, without its files: the seam between the life of a job (this room) and the numerics.
///
/// `JobRun` asks for each chunk that is not yet durable, on several threads at once, then lets the work lay out the
/// result from the records of all chunks. A test can drive a whole life with a `Work` of a few lines.
public protocol Work: Sendable {
    /// Frozen when the job started first; equal on every resume.
    var plan: Plan { get }

    /// The stored bytes of every sample of chunk `index`, in order of sample index.
    ///
    /// A pure function of the plan and the inputs: never of the thread or of earlier chunks.
    /// - Parameter progress: told the share of the chunk that is done, in 0…1; returns false when the job is stopping,
    ///   upon which the chunk throws `CancellationError`.
    func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord]

    /// The inputs are still what the plan says: looked at once more before anything is published.
    ///
    /// - Throws: `Failure`, incomplete, with the file that differs.
    func checkInputs() throws

    /// Writes everything that is published except `manifest-sha256.txt` and `run.json`.
    func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary
}

/// One sample as a chunk file holds it.
public struct ChunkRecord: Sendable, Equatable {
    /// The encoded sample: a PNG file, CSV cells, raw IDX pixels. Empty where the sample is omitted.
    public var stored: [UInt8]
    /// The sample's row of `samples.csv` and its curves, as JSON that the work itself wrote.
    public var details: [UInt8]

    public init(stored: [UInt8], details: [UInt8]) {
        self.stored = stored
        self.details = details
    }
}

/// What `plan.json` freezes: on a resume it wins over a changed configuration.
public struct Plan: Codable, Sendable, Equatable {
    public var schema = 1
    public var sampleCount: Int
    /// Samples a chunk; the last one may hold fewer.
    public var chunkSize: Int
    public var seed: UInt64
    public var numerics: Numerics
    /// Every file of the bundle that was read, with its digest, before the first chunk.
    public var inputs: [InputDigest]
    /// The effective settings as canonical JSON (sorted keys), written and read by the work alone.
    public var settings: String

    public init(
        sampleCount: Int, chunkSize: Int, seed: UInt64, numerics: Numerics, inputs: [InputDigest], settings: String
    ) {
        self.sampleCount = sampleCount
        self.chunkSize = chunkSize
        self.seed = seed
        self.numerics = numerics
        self.inputs = inputs
        self.settings = settings
    }

    public var chunkCount: Int { (sampleCount + chunkSize - 1) / chunkSize }

    public func samples(of chunk: Int) -> Range<Int> {
        chunk * chunkSize..<min((chunk + 1) * chunkSize, sampleCount)
    }
}

/// What the bytes of a chunk depend on besides the plan: chunks of another kind are computed again.
public struct Numerics: Codable, Sendable, Equatable {
    /// Counts up whenever a change of ours changes a result's bytes.
    public var version: Int
    public var arithmetic: String
    /// `openblas_get_config()` and the core it picked.
    public var blas: String
    public var core: String

    public init(version: Int, arithmetic: String, blas: String, core: String) {
        self.version = version
        self.arithmetic = arithmetic
        self.blas = blas
        self.core = core
    }
}

/// A file of the bundle, by its path inside it.
public struct InputDigest: Codable, Sendable, Equatable {
    public var path: String
    public var bytes: Int
    /// Lower-case hex.
    public var sha256: String

    public init(path: String, bytes: Int, sha256: String) {
        self.path = path
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// The figures that `uaectl list` and `show` need, carried by the `ready` event.
public struct ResultSummary: Codable, Sendable, Equatable {
    public var samples: Int
    public var successes: Int
    public var unchanged: Int
    public var failed: Int
    public var skipped: Int
    /// Successes over samples that are not skipped; nil where there are none.
    public var attackSuccessRate: Double?
    public var meanL2: Double?
    public var meanMi: Double?
    public var warnings: [String]

    public init(
        samples: Int, successes: Int, unchanged: Int, failed: Int, skipped: Int, attackSuccessRate: Double?,
        meanL2: Double?, meanMi: Double?, warnings: [String]
    ) {
        self.samples = samples
        self.successes = successes
        self.unchanged = unchanged
        self.failed = failed
        self.skipped = skipped
        self.attackSuccessRate = attackSuccessRate
        self.meanL2 = meanL2
        self.meanMi = meanMi
        self.warnings = warnings
    }
}
