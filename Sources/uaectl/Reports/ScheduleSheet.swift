// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// `uaectl schedule list`: a line for each schedule.
struct ScheduleTable {
    let lines: [String]

    init(_ schedules: [ScheduleReport]) {
        var table = Table([("SCHEDULE", .left), ("WHEN", .left), ("OF", .left), ("NEXT", .left), ("LAST", .left)])
        for schedule in schedules {
            table.add([
                .init(text: Escaping.line(schedule.name)),
                .init(text: Escaping.line("\(schedule.cron) \(schedule.timeZone)")),
                .init(text: Escaping.line(schedule.subject)),
                .init(text: schedule.nextInWords), .init(text: Escaping.line(schedule.ticks.first?.words ?? "-")),
            ])
        }
        lines = table.lines
    }
}

/// `uaectl schedule show`, and the answer of the verbs that change a schedule.
struct ScheduleSheet {
    private var sheet = Sheet()

    static func write(_ schedule: ScheduleReport, _ output: OutputOptions) {
        if output.isJSON { return output.json(ScheduleAnswer(schedule)) }
        ScheduleSheet(schedule).sheet.lines.forEach(Console.line)
    }

    private init(_ schedule: ScheduleReport) {
        sheet.add("schedule", schedule.name)
        sheet.add("when", "\(schedule.cron) \(schedule.timeZone)")
        if schedule.delay > 0 {
            sheet.add("delay", "\(Readable.duration(Double(schedule.delay))) after each of these times")
        }
        sheet.add("next", schedule.nextInWords)
        sheet.add("of", schedule.subject)
        sheet.add("inbox", schedule.inbox)
        sheet.add(
            "seed", schedule.freshSeed ? "another one at each tick" : "the input's own; what is unchanged is skipped")
        sheet.add("missed", schedule.missed)
        sheet.add("overlap", schedule.overlap)
        for tick in schedule.ticks { sheet.add("tick", tick.words) }
    }
}

extension ScheduleReport {
    fileprivate var subject: String { job.map { "job \($0)" } ?? source ?? "-" }

    fileprivate var nextInWords: String { paused ? "paused" : next.map { Readable.instant($0) } ?? "never" }
}

extension TickReport {
    /// `2026-11-24 04:00:00 job 17`
    fileprivate var words: String {
        let others = missed > 0 ? " (\(missed) before it were missed)" : ""
        let what = job.map { "job \($0)" } ?? outcome
        return "\(Readable.instant(nominal)) \(what)\(others)\(reason.map { ": \($0)" } ?? "")"
    }
}
