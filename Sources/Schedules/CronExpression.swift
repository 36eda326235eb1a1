// SPDX-License-Identifier: Apache-2.0
import Base

/// A cron line of five fields, or a nickname: the minutes of a local calendar that it names.
///
/// If day of month and day of week are both restricted, either suffices. A field that begins with a star does not
/// restrict for this rule, so `*/2 * 1` requires both, as in Vixie cron and cronie (crontab(5), cron's entry.c).
public struct CronExpression: Sendable, Equatable {
    /// The line as it was written.
    public let text: String
    let minutes: CronSet
    let hours: CronSet
    let daysOfMonth: CronSet
    let months: CronSet
    let daysOfWeek: CronSet
    private let needsBothDays: Bool
    /// Whether minute or hour begins with a star: the daylight-saving rule then lets the line follow the time that
    /// really passes.
    public let followsElapsedTime: Bool

    static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]

    /// Parses a line.
    ///
    /// - Throws: `Failure`, refused `bad-cron`, with field, value, position and a hint.
    public init(_ text: String) throws {
        let line = try Self.expanded(text)
        let fields = line.split(whereSeparator: \.isWhitespace)
        guard fields.count == CronField.allCases.count else { throw Self.wrongCount(fields.count) }
        func read(_ field: CronField) throws -> CronSet {
            try CronFieldReader(field: field, text: fields[field.rawValue], line: line).read()
        }
        self.text = text
        minutes = try read(.minute)
        hours = try read(.hour)
        daysOfMonth = try read(.dayOfMonth)
        months = try read(.month)
        daysOfWeek = try read(.dayOfWeek)
        func hasStar(_ field: CronField) -> Bool { fields[field.rawValue].hasPrefix("*") }
        needsBothDays = hasStar(.dayOfMonth) || hasStar(.dayOfWeek)
        followsElapsedTime = hasStar(.minute) || hasStar(.hour)
    }

    private static func expanded(_ text: String) throws -> String {
        let word = text.trimmingPrefix(while: \.isWhitespace)
        guard word.hasPrefix("@") else { return text }
        let name = word.split(whereSeparator: \.isWhitespace)[0].lowercased()
        if let line = nicknames[name], word.split(whereSeparator: \.isWhitespace).count == 1 { return line }
        throw Failure.refused(
            "bad-cron", "'\(word)' is no schedule (character 1)",
            hint: name == "@reboot"
                ? "a start of the daemon is no time; choose one, e.g. @daily"
                : "write one of \(nicknames.keys.sorted().joined(separator: " ")), or five fields")
    }

    private static func wrongCount(_ count: Int) -> Failure {
        .refused(
            "bad-cron", "the schedule has \(count) fields, not 5",
            hint: count == 6
                ? "seconds and years are not known; write minute hour day-of-month month day-of-week"
                : "write minute hour day-of-month month day-of-week, e.g. '0 3 * * *', or @daily")
    }

    func matches(_ day: CivilDay) -> Bool {
        let (_, month, dayOfMonth) = day.parts
        guard months.contains(month) else { return false }
        let (byMonth, byWeek) = (daysOfMonth.contains(dayOfMonth), daysOfWeek.contains(day.weekday))
        return needsBothDays ? byMonth && byWeek : byMonth || byWeek
    }
}

extension CronExpression {
    static let minutesPerDay = 1440

    /// The first minute that matches, counted in local minutes since 1970-01-01T00:00. Months that do not match are
    /// skipped as a whole.
    ///
    /// - Returns: nil if no minute from `minute` through `limit` matches.
    func firstMatch(from minute: Int, through limit: Int) -> Int? {
        var day = CivilDay(number: floorDivide(minute, Self.minutesPerDay))
        var from = minute - day.number * Self.minutesPerDay
        while day.number * Self.minutesPerDay <= limit {
            if !months.contains(day.parts.month) {
                day = day.firstOfNextMonth
            } else if matches(day), let time = firstTime(from: from) {
                let match = day.number * Self.minutesPerDay + time
                return match <= limit ? match : nil
            } else {
                day.number += 1
            }
            from = 0
        }
        return nil
    }

    /// The first time from `minute` on that matches, in minutes after midnight.
    private func firstTime(from minute: Int) -> Int? {
        let hour = minute / 60
        if hours.contains(hour), let found = minutes.first(from: minute % 60) { return hour * 60 + found }
        guard let later = hours.first(from: hour + 1), let first = minutes.first(from: 0) else { return nil }
        return later * 60 + first
    }
}
