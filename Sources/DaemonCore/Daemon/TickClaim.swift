// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import JobRecords
import Jobs
import Ledger
import Schedules

/// A tick's last steps: its copy becomes a claim, and the claim a job.
///
/// They run where the surveys do, one at a time: no survey finds the claim before it is recorded, or takes the same name
/// in the outbox.
struct TickClaim: Sendable {
    let id: Tick
    let bundle: ScheduledBundle
    let life: JobLife
    let ledger: Ledger
    /// Ticks that were missed and that this one runs for too.
    let missed: Int
    /// By a person; ticks before it are still due.
    let isAsked: Bool

    /// Killed after the claim and before the tick was written: a start has made the claim a job by its record, and it is the tick's.
    /// A bundle that somebody else gave the name is not.
    ///
    /// - Returns: false where there is no such job.
    func adopt() throws -> Bool {
        guard let job = try ledger.scheduledJob(named: bundle.name) else { return false }
        // A worker may be at it: only the tick is written.
        try record(job, isNew: false)
        return true
    }

    /// Claims the staged copy; throws it away where the schedule is no longer what it was, or `isOver`.
    ///
    /// - Parameters:
    ///   - created: of the schedule.
    func take(_ staged: ScheduledBundle.Staged, created: Date, isOver: () -> Bool) throws {
        guard !isOver(), try ledger.schedule(id.schedule)?.created == created else { return try bundle.discard() }
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
