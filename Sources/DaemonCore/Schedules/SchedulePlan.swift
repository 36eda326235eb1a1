// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import Ledger
import Schedules

/// A schedule's record with its settings parsed.
struct SchedulePlan: Sendable {
    var record: ScheduleRecord
    let timetable: Timetable
    let missed: MissedTicks
    let overlap: Overlap
    /// The seconds from a tick's nominal time to its run.
    let delay: Int

    /// - Throws: `Failure`, refused, if a setting cannot be parsed.
    init(_ record: ScheduleRecord) throws {
        self.record = record
        timetable = Timetable(try CronExpression(record.cron), in: try Zone(record.zone))
        missed = try MissedTicks(record.missed)
        overlap = try Overlap(record.overlap)
        delay = Jitter.seconds(of: record.name, on: Self.machine, within: record.jitter)
    }

    /// The machine-id(5), by which the schedules of many machines are spread; empty if there is none.
    private static let machine = (try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8)) ?? ""

    func due(_ now: Date) -> DueTicks {
        DueTicks(timetable, since: record.since, delay: delay, policy: missed, now: now)
    }

    /// Returns the next nominal times.
    func next(after now: Date, count: Int) -> [Date] {
        var found: [Date] = []
        while found.count < count, let next = timetable.next(after: found.last ?? max(now, record.since)) {
            found.append(next)
        }
        return found
    }
}

extension ScheduleReport {
    init(_ entry: Agenda.Entry, ticks: [TickRecord], now: Date) {
        let (plan, record) = (entry.plan, entry.plan.record)
        self.init(
            name: record.name, cron: record.cron, timeZone: record.zone, job: record.job, source: record.source,
            inbox: record.inbox, missed: plan.missed.text, overlap: record.overlap, delay: plan.delay,
            jitter: record.jitter, freshSeed: record.freshSeed, paused: record.paused, created: record.created,
            next: record.paused ? nil : entry.next(after: now), ticks: ticks.map(TickReport.init))
    }
}

extension TickReport {
    init(_ tick: TickRecord) {
        self.init(
            nominal: tick.nominal, outcome: tick.outcome.rawValue, job: tick.job, missed: tick.missed,
            reason: tick.reason)
    }
}
