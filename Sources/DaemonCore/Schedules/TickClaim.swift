// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Schedules

/// The last steps of a tick: its copy becomes a claim, and the claim a job. They run on the queue of the surveys, so that no
/// survey finds the claim before it is recorded, or takes the same name in the outbox.
struct TickClaim: Sendable {
    let id: Tick
    let bundle: ScheduledBundle
    let life: JobLife
    let ledger: Ledger
    /// The number of missed ticks that this one stands for too.
    let missed: Int
    /// True if a person asks for it; ticks before it are still due.
    let isAsked: Bool

    /// Records the tick if it has a job already: the daemon was killed after the claim, and its next start made the job from
    /// the claim's record. A bundle to which somebody else gave the name does not count.
    ///
    /// - Returns: false if there is no such job.
    func adopt() throws -> Bool {
        guard let job = try ledger.scheduledJob(named: bundle.name) else { return false }
        // Only the tick is written, because a worker may be running for the job.
        try record(job, isNew: false)
        return true
    }

    /// Claims the staged copy; discards it if the schedule is another one by now, or the daemon `isStopping`.
    ///
    /// - Parameter created: when the schedule was made.
    func take(_ staged: ScheduledBundle.Staged, created: Date, isStopping: () -> Bool) throws {
        guard !isStopping(), try ledger.schedule(id.schedule)?.created == created else { return try bundle.discard() }
        let job = try life.claim(staged, of: bundle)
        try record(job, isNew: true)
        try life.forget(bundle)
    }

    private func record(_ job: JobRecord, isNew: Bool) throws {
        let tick = TickRecord(schedule: id.schedule, nominal: id.nominal, .job, job: job.number, missed: missed)
        let others = missed == 0 ? "" : ", also for \(missed) that were missed"
        let text = "\(job.name) is job \(job.number) (schedule \(id.schedule)\(others))"
        let event = JobEvent("claimed", of: job, message: text)
        try ledger.record(tick, event, job: isNew ? job : nil, movesOn: !isAsked)
    }
}
