import ControlAPI
import Foundation
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

    /// Killed between the claim and its record: the claim on disk is the tick's job.
    ///
    /// - Returns: false where there is no such claim.
    func adopt() throws -> Bool {
        guard let number = try bundle.claimed() ?? ledger.newestJob(named: bundle.name)?.number else { return false }
        if let job = try ledger.job(number) {
            // A worker may be at it: only the tick is written.
            try record(job, isNew: false)
        } else {
            try record(life.draft(number, bundle.name, bundle.inbox, owner: getuid(), .scheduled), isNew: true)
        }
        return true
    }

    /// Claims the staged copy; throws it away where the schedule is no longer what it was, or `isOver`.
    ///
    /// - Parameters:
    ///   - owner: of what was copied.
    ///   - created: of the schedule.
    func take(owner: UInt32, created: Date, isOver: () -> Bool) throws {
        guard !isOver(), try ledger.schedule(id.schedule)?.created == created else { return try bundle.discard() }
        let number = try ledger.takeNumber()
        try bundle.claim(as: number)
        try record(life.draft(number, bundle.name, bundle.inbox, owner: owner, .scheduled), isNew: true)
    }

    private func record(_ job: JobRecord, isNew: Bool) throws {
        let tick = TickRecord(schedule: id.schedule, nominal: id.nominal, .job, job: job.number, missed: missed)
        let others = missed == 0 ? "" : ", also for \(missed) that were missed"
        let text = "\(job.name) is job \(job.number) (schedule \(id.schedule)\(others))"
        let event = JobEvent("claimed", of: job, message: text)
        try ledger.record(tick, event, job: isNew ? job : nil, movesOn: !isAsked)
    }
}
