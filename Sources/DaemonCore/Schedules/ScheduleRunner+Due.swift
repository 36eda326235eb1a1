// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Schedules

/// What becomes of the ticks that are due: a job, a wait, or a skip, which is an event and not silence.
extension ScheduleRunner {
    func decide(_ plan: SchedulePlan, _ now: Date) throws {
        let due = plan.due(now)
        let open = try context.ledger.openJobs(ofSchedule: plan.record.name)
        if due.fire.isEmpty {
            if let through = due.through {
                try skip(plan, through, "was missed: the daemon did not run in its time", due)
            }
            if open.isEmpty, let waiting = try context.ledger.waitingTick(of: plan.record.name) {
                begin(plan, [waiting.nominal], missed: waiting.missed, replacing: [])
            }
            return
        }
        switch plan.overlap {
        case _ where open.isEmpty: begin(plan, due.fire, missed: due.missed, replacing: [])
        case .replace: begin(plan, due.fire, missed: due.missed, replacing: open.map(\.number))
        case .skip: try skip(plan, due.fire, "job \(open[0].number) of the tick before is still open", due)
        case .queue: try wait(plan, due, for: open[0])
        }
    }

    /// Lets the newest tick wait, unless another one waits already.
    private func wait(_ plan: SchedulePlan, _ due: DueTicks, for open: JobRecord) throws {
        guard let newest = due.fire.last, try context.ledger.waitingTick(of: plan.record.name) == nil else {
            return try skip(plan, due.fire, "another tick waits already", due)
        }
        try skip(plan, due.fire.dropLast(), "a newer one waits for job \(open.number)", due)
        let tick = TickRecord(schedule: plan.record.name, nominal: newest, .waiting, missed: due.missed)
        try context.ledger.record(
            tick, JobEvent("tick", message: "\(plan.words(newest)) waits for job \(open.number)"))
        changed(plan.record.name)
    }

    private func skip(_ plan: SchedulePlan, _ ticks: [Date], _ reason: String, _ due: DueTicks) throws {
        for nominal in ticks { try skip(plan, nominal, reason, due) }
    }

    private func skip(_ plan: SchedulePlan, _ nominal: Date, _ reason: String, _ due: DueTicks) throws {
        let missed = max(0, due.missed - (due.fire.isEmpty ? 1 : 0))
        try pass(plan, nominal, .skipped, reason, missed: missed)
    }

    /// Records that a tick passes without a job.
    func pass(
        _ plan: SchedulePlan, _ nominal: Date, _ outcome: TickRecord.Outcome, _ reason: String, missed: Int
    ) throws {
        let tick = TickRecord(
            schedule: plan.record.name, nominal: nominal, outcome, missed: missed, reason: reason)
        try context.ledger.record(
            tick, JobEvent("tick", message: "\(plan.words(nominal)) \(outcome.rawValue): \(reason)"))
        changed(plan.record.name)
    }
}

extension SchedulePlan {
    fileprivate func words(_ nominal: Date) -> String {
        "tick \(Tick(schedule: record.name, nominal: nominal).stamp) of \(record.name)"
    }
}
