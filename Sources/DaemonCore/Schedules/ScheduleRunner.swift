// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Logging
import Schedules

/// Makes a job for each tick that is due. The inputs are copied on another thread; one schedule does one thing at a time.
@DaemonActor final class ScheduleRunner: TurnPart {
    /// The seconds that a schedule may be ahead of the clock before it is set to go on from now.
    private static let longestStep = 86_400.0

    let context: DaemonContext
    private let jobs: JobActions
    private let maker: TickMaker
    /// The schedules and when they are due.
    private(set) var agenda = Agenda()
    /// The schedules whose tick is being made.
    private var busy: Set<String> = []
    /// When a tick that the environment prevented is tried again, by schedule and the steady clock.
    private var retries: [String: Date] = [:]

    init(_ context: DaemonContext, _ jobs: JobActions) {
        (self.context, self.jobs) = (context, jobs)
        maker = TickMaker(context: context)
    }

    func tick(_ now: Moment) {
        guard !context.isLedgerLost else { return }
        context.attempt("schedules") {
            let entries = try agenda.all(context.ledger) { context.record("schedule \($0)", $1) }
            let waiting = try context.ledger.schedulesWithWaitingTicks()
            for entry in entries where !entry.plan.record.paused && !busy.contains(entry.plan.record.name) {
                let name = entry.plan.record.name
                if entry.plan.record.since > now.wall + Self.longestStep {
                    context.attempt("schedule \(name)") { try putBack(entry.plan.record, now.wall) }
                } else if entry.isDue(now.wall) || waiting.contains(name) {
                    guard retries[name].map({ $0 <= context.clock.now }) ?? true else { continue }
                    context.attempt("schedule \(name)") { try decide(entry.plan, now.wall) }
                }
            }
        }
    }

    func delay(after now: Moment) -> Double? {
        agenda.due.filter { !busy.contains($0.name) }.map { name, due in
            max(due, retries[name].map(context.clock.shown) ?? due)
        }.delay(after: now.wall)
    }

    /// Has the schedule's record read again.
    func changed(_ name: String) { agenda.changed(name) }

    /// Begins anew with settings that a person has changed.
    func settingsChanged(_ name: String) {
        retries[name] = nil
        agenda.changed(name)
    }

    /// Lets a schedule go on from now whose last tick is far ahead: the clock was ahead, and it would not run before.
    private func putBack(_ record: ScheduleRecord, _ now: Date) throws {
        var record = record
        let ahead = record.since.formatted(.iso8601)
        record.since = now
        let text = "schedule \(record.name) goes on from now: the clock was ahead, it had been looked at up to \(ahead)"
        try context.ledger.save(record, JobEvent("schedule", message: text))
        agenda.changed(record.name)
        context.logger.warning("\(text)")
        context.wake()
    }

    /// Makes the jobs of `ticks`, one after the other.
    ///
    /// - Parameter open: the jobs that they replace.
    func begin(_ plan: SchedulePlan, _ ticks: [Date], missed: Int, replacing open: [Int]) {
        busy.insert(plan.record.name)
        Task {
            for number in open { try? await jobs.cancel(number) }
            for nominal in ticks {
                // A tick that was prevented is tried again; a later one would let it pass.
                guard await begin(plan, nominal, missed: nominal == ticks.last ? missed : 0) else { break }
            }
            end(plan.record.name)
            context.announce()
        }
    }

    private func end(_ name: String) {
        busy.remove(name)
        agenda.changed(name)
        context.wake()
    }

    /// Makes one tick's job. What the environment prevents is tried again; what is wrong with the source fails the tick.
    ///
    /// - Returns: true if the tick has its outcome.
    private func begin(_ plan: SchedulePlan, _ nominal: Date, missed: Int) async -> Bool {
        let name = plan.record.name
        do {
            try await maker.make(plan, nominal, missed: missed)
            retries[name] = nil
            context.record("tick of \(name)", nil)
            return true
        } catch {
            // Any other error is the ledger's: its disk is full, or somebody holds it.
            let failure = (error as? Failure) ?? Failure(.environment, code: "ledger", "\(error)")
            retries[name] = context.clock.now + context.patience
            context.attempt("tick of \(name)") {
                if failure.kind == .environment { throw failure }
                try pass(plan, nominal, .failed, failure.description, missed: missed)
                retries[name] = nil
            }
            return failure.kind != .environment
        }
    }

    /// Makes the job of a tick that a person asks for. Ticks before it are still due.
    func runNow(_ plan: SchedulePlan, _ nominal: Date) async throws {
        let name = plan.record.name
        guard busy.insert(name).inserted else {
            throw ErrorReport("wrong-state", "a tick of '\(name)' is being made at this moment")
        }
        defer { end(name) }
        if let tick = try context.ledger.tick(name, nominal), tick.outcome != .waiting {
            throw ErrorReport(
                "wrong-state", "'\(name)' has run in this minute already\(tick.job.map { ": job \($0)" } ?? "")",
                hint: "ticks are told apart by the minute: try again in the next one")
        }
        do {
            try await maker.make(plan, nominal, missed: 0, isAsked: true)
        } catch let failure as Failure {
            throw ErrorReport("wrong-state", failure.description, hint: failure.hint)
        }
    }
}
