// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation
import JobRecords
import Jobs
import Ledger
import Schedules

extension Daemon {
    package func schedules() throws -> [ScheduleReport] { try ledger.schedules().map { try report($0, ticks: 1) } }

    package func report(_ record: ScheduleRecord) throws -> ScheduleReport { try report(record, ticks: 20) }

    package func nextTicks(of record: ScheduleRecord, count: Int) throws -> NextTicksAnswer {
        let plan = try SchedulePlan(record)
        let ticks = plan.next(after: .now, count: count).map {
            NextTicksAnswer.Tick(nominal: $0, local: plan.timetable.zone.text($0))
        }
        return NextTicksAnswer(name: record.name, timeZone: plan.record.zone, paused: plan.record.paused, ticks: ticks)
    }

    /// Never fires: only ticks after this moment count.
    ///
    /// - Parameter job: whose input is repeated; it is the caller's to repeat.
    package func add(_ wanted: ScheduleRequest, of job: JobRecord?, by caller: Caller) throws -> ScheduleReport {
        let record = try ScheduleCheck(inboxes: intakes.map(\.inbox), fallback: TimeZone.current.identifier)
            .record(wanted, of: job, owner: caller.uid, now: .now)
        try permit(record, to: caller)
        try record.source.map(checkReadable)
        guard try wanted.replaces || ledger.schedule(record.name) == nil else {
            throw ErrorReport(
                "wrong-state", "there is a schedule '\(record.name)' already",
                hint: "--replace gives it new settings; or choose another name")
        }
        try checkCount(record)
        return try save(record, wanted.replaces ? "set" : "added")
    }

    /// Each is looked at for ever: one person's must not be without number.
    private func checkCount(_ record: ScheduleRecord) throws {
        guard try ledger.countSchedules(of: record.ownerUid, besides: record.name) >= Self.mostSchedules else { return }
        throw ErrorReport(
            "wrong-state", "you have \(Self.mostSchedules) schedules already, and one user may have no more",
            hint: "uaectl schedule remove NAME takes one away: uaectl schedule list")
    }

    static let mostSchedules = 50

    /// The service does not see everything that its caller sees: better told now than when it is due.
    private func checkReadable(_ source: String) throws {
        guard let status = try? life.disk.status(source), status.kind == .folder else {
            throw ErrorReport(
                "bad-request", "there is no folder \(source) that uaed can see",
                hint: "a link is not followed, and the service sees no homes (ProtectHome=): name a folder that it sees"
            )
        }
        guard life.disk.isReadable(source) else {
            throw ErrorReport("bad-request", "uaed may not read \(source)", hint: "chmod -R a+rX '\(source)'")
        }
    }

    /// A member repeats what is the member's own: a folder, and in place of a schedule that is the member's.
    private func permit(_ record: ScheduleRecord, to caller: Caller) throws {
        guard access.value.role(of: caller) != .administrator else { return }
        func check(_ owner: UInt32?, _ what: String) throws {
            guard owner != caller.uid else { return }
            throw ErrorReport(
                "not-permitted", "\(what) is not yours",
                hint: "its owner may, and members of the group \(configuration.adminGroup)")
        }
        if let source = record.source { try check(life.disk.status(source)?.owner, source) }
        if let former = try ledger.schedule(record.name) { try check(former.ownerUid, "schedule '\(record.name)'") }
    }

    package func setPaused(_ resolved: ScheduleRecord, _ isPaused: Bool) throws -> ScheduleReport {
        var record = try current(resolved)
        guard record.paused != isPaused else {
            throw ErrorReport(
                "wrong-state", "schedule '\(record.name)' is \(isPaused ? "paused already" : "not paused")")
        }
        record.paused = isPaused
        // What passed while it was paused was not missed.
        if !isPaused { record.since = .now }
        return try save(record, isPaused ? "paused" : "resumed")
    }

    package func remove(_ resolved: ScheduleRecord) throws -> ScheduleReport {
        let record = try current(resolved)
        let name = record.name
        let report = try self.report(record, ticks: 20)
        try ledger.remove(record, JobEvent("schedule", message: "schedule \(name) was removed"))
        scheduleRetries[name] = nil
        agenda.changed(name)
        degraded["tick of \(name)"] = nil
        degraded["schedule \(name)"] = nil
        announce()
        return report
    }

    /// A tick of this minute, whatever the schedule's overlap says, and even where it is paused.
    package func runNow(_ resolved: ScheduleRecord) async throws -> ScheduleReport {
        let plan = try SchedulePlan(current(resolved))
        let name = plan.record.name
        let nominal = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 / 60).rounded(.down) * 60)
        guard busySchedules.insert(name).inserted else {
            throw ErrorReport("wrong-state", "a tick of '\(name)' is being made at this moment")
        }
        defer {
            busySchedules.remove(name)
            agenda.changed(name)
            wake()
        }
        if let tick = try ledger.tick(name, nominal), tick.outcome != .waiting {
            throw ErrorReport(
                "wrong-state", "'\(name)' has run in this minute already\(tick.job.map { ": job \($0)" } ?? "")",
                hint: "ticks are told apart by the minute: try again in the next one")
        }
        do {
            try await make(plan, nominal, missed: 0, isAsked: true)
        } catch let failure as Failure {
            throw ErrorReport("wrong-state", failure.description, hint: failure.hint)
        }
        announce()
        return try report(current(resolved))
    }

    private func save(_ record: ScheduleRecord, _ verb: String) throws -> ScheduleReport {
        try ledger.save(
            record, JobEvent("schedule", message: "schedule \(record.name) was \(verb): \(record.cron) \(record.zone)"))
        scheduleRetries[record.name] = nil
        agenda.changed(record.name)
        announce()
        wake()
        return try report(record, ticks: 20)
    }

    private func report(_ record: ScheduleRecord, ticks: Int) throws -> ScheduleReport {
        let known = agenda[record.name].flatMap { $0.plan.record == record ? $0 : nil }
        return ScheduleReport(
            try known ?? Agenda.Entry(SchedulePlan(record)), ticks: try ledger.ticks(of: record.name, limit: ticks),
            now: .now)
    }
}
