// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation

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
    func date(now: Date = .now, calendar: Calendar = .current) -> Date {
        switch self {
        case .after(let seconds): now + Double(seconds)
        case .instant(let date): date
        case .clock(let hour, let minute):
            calendar.nextDate(
                after: now, matching: DateComponents(hour: hour, minute: minute, second: 0), matchingPolicy: .nextTime)
                ?? now
        }
    }
}
