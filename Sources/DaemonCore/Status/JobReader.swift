// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import JobRecords
import Jobs
import Ledger

/// Reports jobs, their events and their logs.
@DaemonActor package final class JobReader {
    /// The maximum size of a part of a log in bytes.
    private static let logPart = 64 * 1024

    let context: DaemonContext
    let inboxes: InboxMonitor
    let snapshots: Snapshots

    init(_ context: DaemonContext, _ inboxes: InboxMonitor, _ snapshots: Snapshots) {
        (self.context, self.inboxes, self.snapshots) = (context, inboxes, snapshots)
    }

    package func report(_ job: JobRecord) -> JobReport { snapshots.current.report(job) }

    /// Returns the report of a job as it is now.
    package func report(_ number: Int) throws -> JobReport { report(try context.record(number)) }

    /// Reads the jobs on another thread and in portions, so that others do not wait for thousands of them.
    package func jobs(state: String?, before: Int?, limit: Int) async throws -> [JobReport] {
        if let state, JobState(rawValue: state) == nil {
            let words = JobState.allCases.map(\.rawValue).joined(separator: ", ")
            throw ErrorReport("bad-request", "there is no state '\(state)'", hint: "states: \(words)")
        }
        let wanted = state.flatMap(JobState.init)
        return try await Background.run(throwing: { [snapshot = snapshots.current] in
            try snapshot.jobs(in: wanted, before: before ?? .max, limit: limit)
        })
    }

    /// Returns the first `limit` events after number `since`. If there are none, it waits for one, at most `wait`.
    package func events(since: Int, job: Int?, wait: Duration, limit: Int = 1000) async throws -> EventsAnswer {
        let deadline = ContinuousClock.now + wait
        while true {
            let events = try context.ledger.events(after: since, of: job, limit: limit)
            let newest = try context.ledger.lastEvent()
            let isLate = ContinuousClock.now >= deadline || context.isStopping || Task.isCancelled
            if !events.isEmpty || since > newest || isLate {
                let kept = try context.ledger.firstEvent().map { $0 - 1 } ?? newest
                // A number beyond the newest is from a ledger that no longer exists: the client goes on from the newest.
                let next = events.last?.sequence ?? (job == nil ? newest : min(max(since, kept), newest))
                return EventsAnswer(
                    events: events.map(EventReport.init), next: next, gap: since > newest || since < kept)
            }
            await context.changes.next(within: deadline - .now)
        }
    }

    /// Returns at most 64 KiB of a job's log, from `offset` on; without an offset the last ones.
    package func log(of job: JobRecord, from offset: Int?) throws -> LogAnswer {
        let disk = context.life.disk
        let length = try disk.status(job.folder.log)?.bytes ?? 0
        let from = min(offset ?? max(0, length - Self.logPart), length)
        let bytes = Self.completeCharacters(try disk.read(job.folder.log, from: from, atMost: Self.logPart) ?? [])
        let next = from + bytes.count
        return LogAnswer(
            job: job.number, offset: from, next: next, text: String(decoding: bytes, as: UTF8.self),
            complete: job.state.isFinal && next >= length)
    }

    /// Drops the beginning of a character at the end, whose rest comes with the next part.
    private static func completeCharacters(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let rest = bytes.suffix(3)
        guard let lead = rest.lastIndex(where: { $0 & 0xC0 == 0xC0 }) else { return bytes[...] }
        let length = bytes[lead] >= 0xF0 ? 4 : bytes[lead] >= 0xE0 ? 3 : 2
        return lead > 0 && bytes.count - lead < length ? bytes[..<lead] : bytes[...]
    }
}
