// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation
import JobRecords
import Jobs
import Ledger
import Schedules

extension Daemon {
    /// Begins what is due. The copies of the inputs are made beside the turns; one schedule does one thing at a time.
    func lookAtSchedules(_ now: Date) {
        guard !isLedgerLost else { return }
        attempt("schedules") {
            let entries = try agenda.all(ledger) { note("schedule \($0)", $1) }
            let waiting = try ledger.schedulesWithWaitingTicks()
            for entry in entries where !entry.plan.record.paused && !busySchedules.contains(entry.plan.record.name) {
                let name = entry.plan.record.name
                if entry.plan.record.since > now + Self.longestStep {
                    attempt("schedule \(name)") { try putBack(entry.plan.record, now) }
                } else if entry.isDue(now) || waiting.contains(name) {
                    attempt("schedule \(name)") { try look(at: entry.plan, now) }
                }
            }
        }
    }

    /// Seconds that a clock may lie ahead without a schedule being told to begin again.
    private static let longestStep = 86_400.0

    /// A clock that was ahead has moved it on to a time that is far away: it would not run before.
    private func putBack(_ record: ScheduleRecord, _ now: Date) throws {
        var record = record
        let ahead = record.since.formatted(.iso8601)
        record.since = now
        let text = "schedule \(record.name) goes on from now: the clock was ahead, it had been looked at up to \(ahead)"
        try ledger.save(record, JobEvent("schedule", message: text))
        agenda.changed(record.name)
        logger.warning("\(text)")
        wake()
    }

    private func look(at plan: SchedulePlan, _ now: Date) throws {
        guard scheduleRetries[plan.record.name].map({ $0 <= clock.now }) ?? true else { return }
        let due = plan.due(now)
        let open = try ledger.openJobs(ofSchedule: plan.record.name)
        if due.fire.isEmpty {
            if let through = due.through {
                try pass(plan, through, "was missed: the daemon did not run in its time", due)
            }
            if open.isEmpty, let waiting = try ledger.waitingTick(of: plan.record.name) {
                begin(plan, [waiting.nominal], missed: waiting.missed, replacing: [])
            }
            return
        }
        switch plan.overlap {
        case _ where open.isEmpty: begin(plan, due.fire, missed: due.missed, replacing: [])
        case .replace: begin(plan, due.fire, missed: due.missed, replacing: open.map(\.number))
        case .skip: try pass(plan, due.fire, "job \(open[0].number) of the tick before is still open", due)
        case .queue: try wait(plan, due, for: open[0])
        }
    }

    /// The newest waits; one that waits already passes.
    private func wait(_ plan: SchedulePlan, _ due: DueTicks, for open: JobRecord) throws {
        guard let newest = due.fire.last, try ledger.waitingTick(of: plan.record.name) == nil else {
            return try pass(plan, due.fire, "another tick waits already", due)
        }
        try pass(plan, due.fire.dropLast(), "a newer one waits for job \(open.number)", due)
        let tick = TickRecord(schedule: plan.record.name, nominal: newest, .waiting, missed: due.missed)
        try ledger.record(tick, JobEvent("tick", message: "\(plan.words(newest)) waits for job \(open.number)"))
        agenda.changed(plan.record.name)
    }

    private func pass(_ plan: SchedulePlan, _ ticks: [Date], _ reason: String, _ due: DueTicks) throws {
        for nominal in ticks { try pass(plan, nominal, reason, due) }
    }

    /// Skips are events, not silence.
    private func pass(_ plan: SchedulePlan, _ nominal: Date, _ reason: String, _ due: DueTicks) throws {
        let missed = max(0, due.missed - (due.fire.isEmpty ? 1 : 0))
        try pass(plan, nominal, .skipped, reason, missed: missed)
    }

    func pass(
        _ plan: SchedulePlan, _ nominal: Date, _ outcome: TickRecord.Outcome, _ reason: String, missed: Int
    ) throws {
        let tick = TickRecord(
            schedule: plan.record.name, nominal: nominal, outcome, missed: missed, reason: reason)
        try ledger.record(tick, JobEvent("tick", message: "\(plan.words(nominal)) \(outcome.rawValue): \(reason)"))
        agenda.changed(plan.record.name)
    }

    /// When a schedule is due next, or tried again.
    var scheduleLooks: [Date] {
        agenda.looks.filter { !busySchedules.contains($0.name) }.map { name, look in
            max(look, scheduleRetries[name].map(clock.shown) ?? look)
        }
    }
}

extension SchedulePlan {
    func words(_ nominal: Date) -> String {
        "tick \(Tick(schedule: record.name, nominal: nominal).stamp) of \(record.name)"
    }
}
