// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A cron line in a time zone: its ticks, as instants.
///
/// If the clock changes by less than three hours, cronie's rule holds (cron(8)). A line whose minute or hour begins
/// with a star follows the time that really passes: ticks in a skipped hour do not run, and ticks in a repeated hour
/// run both times. Any other line runs once: all ticks in the skipped time run together at the first minute after it,
/// and ticks in a repeated time run when it comes first. Larger changes are taken as they are: ticks on a skipped day
/// do not run.
public struct Timetable: Sendable, Equatable {
    public let expression: CronExpression
    public let zone: Zone

    /// A line without a tick in this many years has none: February 29 is at most eight years away.
    public static let horizonYears = 8
    private static let horizon = (horizonYears * 366) * CronExpression.minutesPerDay
    /// Clock changes of this many minutes or more are no daylight saving.
    private static let largeChange = 180

    /// Memberwise initialiser.
    public init(_ expression: CronExpression, in zone: Zone) {
        self.expression = expression
        self.zone = zone
    }

    /// The first tick after an instant. At worst it examines each day in between.
    ///
    /// - Returns: nil if there is none within ``horizonYears``.
    public func next(after instant: Date) -> Date? {
        let minute = Int((instant.timeIntervalSince1970 / 60).rounded(.down))
        return next(after: minute).map { Date(timeIntervalSince1970: Double($0) * 60) }
    }

    private var isFixed: Bool { !expression.followsElapsedTime }
    private func isSmall(_ change: Int) -> Bool { abs(change) < Self.largeChange }

    /// Goes from one stretch of constant offset to the next, in minutes of UTC.
    private func next(after minute: Int) -> Int? {
        let limit = minute + Self.horizon
        var (start, offset) = (minute, zone.offset(at: minute))
        var from = max(minute + 1 + offset, endOfRepeatedTime(at: minute) ?? .min)
        while start < limit {
            let match = expression.firstMatch(from: from, through: limit + offset)
            let end = match.map { $0 - offset } ?? limit
            guard let change = zone.firstChange(after: start, through: end) else { return match.map { _ in end } }
            let new = zone.offset(at: change)
            let isSmall = isFixed && isSmall(new - offset)
            if isSmall, let match, match < change + new { return change }
            from = change + (isSmall ? max(offset, new) : new)
            (start, offset) = (change, new)
        }
        return nil
    }

    /// If the clock was put back shortly before `minute`, the local minute from which times are new again; otherwise
    /// nil.
    private func endOfRepeatedTime(at minute: Int) -> Int? {
        let before = minute - Self.largeChange
        guard isFixed, let change = zone.firstChange(after: before, through: minute) else { return nil }
        let old = zone.offset(at: before)
        return isSmall(old - zone.offset(at: change)) ? change + old : nil
    }
}

extension Timetable {
    /// The last tick in `(start, end]`, found by bisection: a gap of years costs some thirty calls of ``next(after:)``.
    /// nil if there is none.
    public func last(after start: Date, through end: Date) -> Date? {
        guard var found = next(after: start), found <= end else { return nil }
        var high = end
        while let later = next(after: found), later <= end {
            found = later
            let middle = found.addingTimeInterval(high.timeIntervalSince(found) / 2)
            if let beyond = next(after: middle), beyond <= end { found = beyond } else { high = middle }
        }
        return found
    }
}
