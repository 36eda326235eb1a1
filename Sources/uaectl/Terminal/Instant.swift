// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import FoundationEssentials
import Glibc

/// A future moment on the command line: a local time of day, an instant with its zone (ISO 8601), or a duration from
/// now.
enum Instant: ExpressibleByArgument, Equatable {
    case clock(hour: Int, minute: Int)
    case instant(Date)
    /// Seconds from now.
    case after(Int)

    init?(argument: String) {
        if argument.hasPrefix("+") {
            guard let age = Age(argument: String(argument.dropFirst())) else { return nil }
            self = .after(age.seconds)
        } else if let date = try? Date(argument, strategy: .iso8601) {
            self = .instant(date)
        } else {
            let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
                (0...23).contains(hour), (0...59).contains(minute)
            else { return nil }
            self = .clock(hour: hour, minute: minute)
        }
    }

    /// The next moment of this description. A time of day that the clocks skip that day becomes the first one after it.
    ///
    /// - Parameter offset: seconds east of Greenwich at a second since 1970.
    func date(now: Date = .now, offset: (Int) -> Int = Self.localOffset) -> Date {
        switch self {
        case .after(let seconds): now + Double(seconds)
        case .instant(let date): date
        case .clock(let hour, let minute): Self.next(hour * 60 + minute, after: now, offset)
        }
    }

    /// Goes from minute to minute: a wall clock that is put forward passes several of its minutes in one, and one that is
    /// put back passes none but that which it shows then.
    private static func next(_ minuteOfDay: Int, after now: Date, _ offset: (Int) -> Int) -> Date {
        var second = Int((now.timeIntervalSince1970 / 60).rounded(.down)) * 60
        func shown() -> Int { Int((Double(second + offset(second)) / 60).rounded(.down)) }
        func isAsked(_ shown: Int) -> Bool { (shown % 1440 + 1440) % 1440 == minuteOfDay }
        var before = shown()
        while true {
            second += 60
            let after = shown()
            if isAsked(after) || after > before && (before + 1..<after).contains(where: isAsked) { break }
            before = after
        }
        return Date(timeIntervalSince1970: Double(second))
    }

    private static func localOffset(_ second: Int) -> Int {
        var (second, parts) = (time_t(second), tm())
        localtime_r(&second, &parts)
        return parts.tm_gmtoff
    }
}
