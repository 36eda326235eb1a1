// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Schedules

/// Does what people ask of schedules. The caller has checked that they may do so with the schedule that they name.
@DaemonActor package final class ScheduleEditor {
    /// The maximum number of schedules of one user, because each costs time for ever.
    private static let mostSchedules = 50

    let context: DaemonContext
    let runner: ScheduleRunner

    init(_ context: DaemonContext, _ runner: ScheduleRunner) { (self.context, self.runner) = (context, runner) }

    /// Adds or replaces a schedule. That never makes a job: only ticks after this moment count.
    ///
    /// - Parameter job: the job whose input is repeated; the caller may repeat it.
    package func add(_ wanted: ScheduleRequest, of job: JobRecord?, by caller: Caller) throws -> ScheduleReport {
        let record = try ScheduleCheck(inboxes: context.places, fallback: TimeZone.current.identifier)
            .record(wanted, of: job, owner: caller.uid, now: .now)
        try permit(record, to: caller)
        try record.source.map(checkReadable)
        guard try wanted.replaces || context.ledger.schedule(record.name) == nil else {
            throw ErrorReport(
                "wrong-state", "there is a schedule '\(record.name)' already",
                hint: "--replace gives it new settings; or choose another name")
        }
        try checkCount(record)
        return try save(record, wanted.replaces ? "set" : "added")
    }

    private func checkCount(_ record: ScheduleRecord) throws {
        let others = try context.ledger.countSchedules(of: record.ownerUid, besides: record.name)
        guard others >= Self.mostSchedules else { return }
        throw ErrorReport(
            "wrong-state", "you have \(Self.mostSchedules) schedules already, and one user may have no more",
            hint: "uaectl schedule remove NAME takes one away: uaectl schedule list")
    }

    /// Refuses now what would fail when the schedule is due: the service does not see everything that its caller sees.
    private func checkReadable(_ source: String) throws {
        let disk = context.life.disk
        guard let status = try? disk.status(source), status.kind == .folder else {
            throw ErrorReport(
                "bad-request", "there is no folder \(source) that uaed can see",
                hint: "a link is not followed, and the service sees no homes (ProtectHome=): name a folder that it sees"
            )
        }
        guard disk.isReadable(source) else {
            throw ErrorReport("bad-request", "uaed may not read \(source)", hint: "chmod -R a+rX '\(source)'")
        }
    }

    /// A member may repeat a folder of the member's own, and replace a schedule of the member's own.
    private func permit(_ record: ScheduleRecord, to caller: Caller) throws {
        guard context.access.value.role(of: caller) != .administrator else { return }
        func check(_ owner: UInt32?, _ what: String) throws {
            guard owner != caller.uid else { return }
            throw ErrorReport(
                "not-permitted", "\(what) is not yours",
                hint: "its owner may, and members of the group \(context.configuration.adminGroup)")
        }
        if let source = record.source { try check(context.life.disk.status(source)?.owner, source) }
        if let former = try context.ledger.schedule(record.name) {
            try check(former.ownerUid, "schedule '\(record.name)'")
        }
    }

    package func setPaused(_ resolved: ScheduleRecord, _ isPaused: Bool) throws -> ScheduleReport {
        var record = try current(resolved)
        guard record.paused != isPaused else {
            throw ErrorReport(
                "wrong-state", "schedule '\(record.name)' is \(isPaused ? "paused already" : "not paused")")
        }
        record.paused = isPaused
        // Ticks during the pause do not count as missed.
        if !isPaused { record.since = .now }
        return try save(record, isPaused ? "paused" : "resumed")
    }

    package func remove(_ resolved: ScheduleRecord) throws -> ScheduleReport {
        let record = try current(resolved)
        let name = record.name
        let report = try report(record)
        try context.ledger.remove(record, JobEvent("schedule", message: "schedule \(name) was removed"))
        runner.settingsChanged(name)
        context.record("tick of \(name)", nil)
        context.record("schedule \(name)", nil)
        context.announce()
        return report
    }

    /// Makes the job of a tick of this minute, even if jobs of the schedule are open or it is paused.
    package func runNow(_ resolved: ScheduleRecord) async throws -> ScheduleReport {
        let plan = try SchedulePlan(current(resolved))
        let nominal = Date(timeIntervalSince1970: (Date.now.timeIntervalSince1970 / 60).rounded(.down) * 60)
        try await runner.runNow(plan, nominal)
        context.announce()
        return try report(current(resolved))
    }

    private func save(_ record: ScheduleRecord, _ verb: String) throws -> ScheduleReport {
        try context.ledger.save(
            record, JobEvent("schedule", message: "schedule \(record.name) was \(verb): \(record.cron) \(record.zone)"))
        runner.settingsChanged(record.name)
        context.announce()
        context.wake()
        return try report(record)
    }

    /// Returns the schedule as it is now. Its name may have passed to another person's schedule since the request was
    /// resolved, and that one was not asked for.
    private func current(_ resolved: ScheduleRecord) throws -> ScheduleRecord {
        guard let record = try context.ledger.schedule(resolved.name), record.created == resolved.created,
            record.ownerUid == resolved.ownerUid
        else {
            throw ErrorReport(
                "wrong-state", "schedule '\(resolved.name)' was removed or set anew at this moment",
                hint: "uaectl schedule show \(resolved.name), then ask again")
        }
        return record
    }
}
