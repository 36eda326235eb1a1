// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords

/// What a job's life needs of a database. Each call is one transaction, durable when it returns.
public protocol JobStore: Sendable {
    /// The next job number: counts up, never given twice.
    func takeNumber() throws -> Int
    /// Numbers go on above `number`, which was found on disk.
    func numbersGoOn(above number: Int) throws
    /// Inserts or replaces the job, and appends the event.
    func save(_ job: JobRecord, _ event: JobEvent?) throws
    func append(_ event: JobEvent) throws
    /// Jobs of an inbox that know no work folder, because an older version recorded them, have this one.
    func setWork(_ path: String, ofJobsIn inbox: String) throws
    func job(_ number: Int) throws -> JobRecord?
    /// The newest job of a bundle of this name.
    func newestJob(named name: String) throws -> JobRecord?
    /// Newest first.
    func jobs(in state: JobState?, limit: Int) throws -> [JobRecord]
    /// Jobs that are not final: higher priority first, then the older.
    func openJobs() throws -> [JobRecord]
    /// The names of jobs that are not final, by number: thousands in one quick look.
    func openNames() throws -> [Int: String]
    /// Published jobs of the same dataset, checkpoint and effective settings, newest first.
    func published(dataset: String, checkpoint: String, settings: String) throws -> [JobRecord]
    /// Whether an open job, besides the job of this number, has reserved the name in an outbox.
    func isReserved(_ name: String, in outbox: String, besides job: Int?) throws -> Bool
    /// The newest job whose result was published under the name in an outbox.
    func publishedJob(as outboxName: String, in outbox: String) throws -> JobRecord?
    /// Number of jobs by state.
    func counts() throws -> [JobState: Int]
    /// Events after `sequence`, oldest first.
    func events(after sequence: Int, of job: Int?, limit: Int) throws -> [NumberedEvent]
    /// Number of the newest event; 0 where there is none.
    func lastEvent() throws -> Int
}
