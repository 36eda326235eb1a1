// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// What a job computes, without its files: the interface between the life of a job (`Jobs`) and the numerics.
///
/// `JobRun` requests each chunk that is not durable yet, on several threads at once, then lets the work lay out the
/// result from the records of all chunks. A test can drive a job's whole life with a `Work` of a few lines.
public protocol Work: Sendable {
    /// Frozen when the job first started; equal on every resume.
    var plan: Plan { get }

    /// The records of all samples of chunk `index`, in order of sample index.
    ///
    /// A pure function of the plan and the inputs: independent of threads and of earlier chunks.
    ///
    /// - Parameter progress: is called with the share of the chunk that is done, in 0…1; returns false if the job is
    ///   stopping, whereupon the chunk throws `CancellationError`.
    func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord]

    /// Checks once more, before anything is published, that the inputs are still those of the plan.
    ///
    /// - Throws: `Failure`, incomplete, with the file that differs.
    func checkInputs() throws

    /// Writes every file of the result except `manifest-sha256.txt` and `run.json`.
    func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary
}

/// One sample as a chunk file holds it.
public struct ChunkRecord: Sendable, Equatable {
    /// The encoded sample: a PNG file, CSV cells, raw IDX pixels. Empty if the sample is omitted.
    public var stored: [UInt8]
    /// The sample's row of `samples.csv` and its curves, as JSON that the work itself wrote.
    public var details: [UInt8]

    /// Memberwise initialiser.
    public init(stored: [UInt8], details: [UInt8]) {
        self.stored = stored
        self.details = details
    }
}
