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
        guard scheduleRetries[plan.record.name].map({ $0 <= now }) ?? true else { return }
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

    private func pass(
        _ plan: SchedulePlan, _ nominal: Date, _ outcome: TickRecord.Outcome, _ reason: String, missed: Int
    ) throws {
        let tick = TickRecord(
            schedule: plan.record.name, nominal: nominal, outcome, missed: missed, reason: reason)
        try ledger.record(tick, JobEvent("tick", message: "\(plan.words(nominal)) \(outcome.rawValue): \(reason)"))
    }

    // MARK: Beginning

    private func begin(_ plan: SchedulePlan, _ ticks: [Date], missed: Int, replacing open: [Int]) {
        busySchedules.insert(plan.record.name)
        Task {
            for number in open { _ = try? await cancel(String(number)) }
            for nominal in ticks {
                // A later one would let the one that was hindered pass.
                guard await begin(plan, nominal, missed: nominal == ticks.last ? missed : 0) else { break }
            }
            busySchedules.remove(plan.record.name)
            announce()
            wake()
        }
    }

    /// What the environment hinders is tried again; what is wrong with the source fails the tick.
    ///
    /// - Returns: whether the tick has its outcome.
    private func begin(_ plan: SchedulePlan, _ nominal: Date, missed: Int) async -> Bool {
        let name = plan.record.name
        do {
            try await make(plan, nominal, missed: missed)
            scheduleRetries[name] = nil
            degraded["tick of \(name)"] = nil
            return true
        } catch {
            let failure = (error as? Failure) ?? Failure(.fault, code: "schedule", "\(error)")
            attempt("tick of \(name)") {
                if failure.kind == .environment {
                    scheduleRetries[name] = Date.now + patience
                    throw failure
                }
                try pass(plan, nominal, .failed, failure.description, missed: missed)
            }
            return failure.kind != .environment
        }
    }

    /// The tick's job: made once, whatever was killed when (see ``Jobs/ScheduledBundle``).
    ///
    /// - Parameter isAsked: by a person; ticks before it are still due.
    func make(_ plan: SchedulePlan, _ nominal: Date, missed: Int, isAsked: Bool = false) async throws {
        let id = Tick(schedule: plan.record.name, nominal: nominal)
        let (source, inbox) = (try self.source(of: plan.record), try place(of: plan.record))
        let bundle = ScheduledBundle(name: "\(id.schedule)@\(id.stamp)", inbox: inbox, disk: life.disk)
        let claim = TickClaim(id: id, bundle: bundle, life: life, ledger: ledger, missed: missed, isAsked: isAsked)
        guard try await !surveying.run({ try claim.adopt() }) else { return }
        let (newest, seed) = (plan.record.job == nil, plan.record.freshSeed ? id.seed : nil)
        let owner = try await Background.run {
            Result { try bundle.stage(source, choosesNewest: newest, seed: seed) }
        }.get()
        try await surveying.run { [created = plan.record.created, ending] in
            try claim.take(owner: owner, created: created) { ending.isSet }
        }
    }

    /// The folder that is copied.
    private func source(of record: ScheduleRecord) throws -> String {
        guard let number = record.job else { return record.source ?? "" }
        guard let job = try ledger.job(number) else {
            throw Failure.refused("no-job", "there is no job \(number) any more", hint: "uaectl schedule remove")
        }
        return job.claim
    }

    func place(of record: ScheduleRecord) throws -> InboxPlace {
        guard let index = intakes.firstIndex(where: { $0.inbox.name == record.inbox }) else {
            throw Failure.refused(
                "no-inbox", "there is no inbox '\(record.inbox)' any more",
                hint: "uaectl schedule add --replace names another")
        }
        // The empty folder under a mount that is gone is no inbox.
        if let absence = roots[index].absence(disk: life.disk) { throw absence }
        return intakes[index].inbox
    }

    /// When a schedule is due next, or tried again.
    var scheduleLooks: [Date] {
        let plans = ((try? ledger.schedules()) ?? []).compactMap { try? SchedulePlan($0) }
        return plans.filter { !busySchedules.contains($0.record.name) }.compactMap { plan in
            plan.nextLook.map { max($0, scheduleRetries[plan.record.name] ?? $0) }
        }
    }
}

extension SchedulePlan {
    func words(_ nominal: Date) -> String {
        "tick \(Tick(schedule: record.name, nominal: nominal).stamp) of \(record.name)"
    }
}
