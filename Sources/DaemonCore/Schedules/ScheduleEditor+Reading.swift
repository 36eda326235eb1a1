// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials
import Ledger
import Schedules

/// What people read of schedules.
extension ScheduleEditor {
    package func schedules() throws -> [ScheduleReport] {
        try context.ledger.schedules().map { try report($0, ticks: 1) }
    }

    package func report(_ record: ScheduleRecord) throws -> ScheduleReport { try report(record, ticks: 20) }

    package func nextTicks(of record: ScheduleRecord, count: Int) throws -> NextTicksAnswer {
        let plan = try SchedulePlan(record)
        let ticks = plan.next(after: .now, count: count).map {
            NextTicksAnswer.Tick(nominal: $0, local: plan.timetable.zone.text($0))
        }
        return NextTicksAnswer(name: record.name, timeZone: plan.record.zone, paused: plan.record.paused, ticks: ticks)
    }

    private func report(_ record: ScheduleRecord, ticks: Int) throws -> ScheduleReport {
        let known = runner.agenda[record.name].flatMap { $0.plan.record == record ? $0 : nil }
        return ScheduleReport(
            try known ?? Agenda.Entry(SchedulePlan(record)),
            ticks: try context.ledger.ticks(of: record.name, limit: ticks), now: .now)
    }
}
