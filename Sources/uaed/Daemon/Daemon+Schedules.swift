import ControlAPI
import Failures
import Foundation
import Jobs
import Ledger
import Schedules

extension Daemon {
    /// Begins what is due. The copies of the inputs are made beside the turns; one schedule does one thing at a time.
    func lookAtSchedules(_ now: Date) {
        attempt("schedules") {
            for record in try ledger.schedules() where !record.paused && !busySchedules.contains(record.name) {
                attempt("schedule \(record.name)") { try look(at: SchedulePlan(record), now) }
            }
        }
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
    }

    /// When a schedule is due next, or tried again.
    var scheduleLooks: [Date] {
        let plans = ((try? ledger.schedules()) ?? []).compactMap { try? SchedulePlan($0) }
        return plans.filter { !busySchedules.contains($0.record.name) }.compactMap { plan in
            plan.nextLook.map { max($0, scheduleRetries[plan.record.name].map(clock.shown) ?? $0) }
        }
    }
}

extension SchedulePlan {
    func words(_ nominal: Date) -> String {
        "tick \(Tick(schedule: record.name, nominal: nominal).stamp) of \(record.name)"
    }
}
