// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// The database calls that a job's life needs. Each call is one transaction, which is durable when the call returns.
public protocol JobStore: Sendable {
    /// The next job number: numbers count up, and none is given out twice.
    func takeNumber() throws -> Int
    /// Makes numbers go on above `number`, which was found on disk.
    func numbersGoOn(above number: Int) throws
    /// Inserts or replaces the job, and appends the event unless it is nil.
    func save(_ job: JobRecord, _ event: JobEvent?) throws
    /// Appends an event.
    func append(_ event: JobEvent) throws
    /// Sets the work folder of the inbox's jobs that have none, because an older version recorded them.
    func setWork(_ path: String, ofJobsIn inbox: String) throws
    /// The job of this number; nil if there is none.
    func job(_ number: Int) throws -> JobRecord?
    /// The newest job of a bundle of this name.
    func newestJob(named name: String) throws -> JobRecord?
    /// Jobs in a state, or in any if `state` is nil, newest first.
    func jobs(in state: JobState?, limit: Int) throws -> [JobRecord]
    /// Jobs that are not final: higher priority first, then older.
    func openJobs() throws -> [JobRecord]
    /// The names of jobs that are not final, keyed by number. Fast for thousands.
    func openNames() throws -> [Int: String]
    /// Published jobs of the same dataset, checkpoint and effective settings, newest first.
    func published(dataset: String, checkpoint: String, settings: String) throws -> [JobRecord]
    /// Whether an open job, other than the job of this number, has reserved the name in an outbox.
    func isReserved(_ name: String, in outbox: String, besides job: Int?) throws -> Bool
    /// The newest job whose result was published under the name in an outbox.
    func publishedJob(as outboxName: String, in outbox: String) throws -> JobRecord?
    /// Number of jobs by state.
    func counts() throws -> [JobState: Int]
    /// Events after `sequence`, of one job or of all if `job` is nil, oldest first.
    func events(after sequence: Int, of job: Int?, limit: Int) throws -> [NumberedEvent]
    /// Number of the newest event; 0 if there was never one.
    func lastEvent() throws -> Int
}
