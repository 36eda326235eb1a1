// SPDX-License-Identifier: Apache-2.0
import JobRecords

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
