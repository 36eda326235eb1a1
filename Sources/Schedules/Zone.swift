// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation

/// A time zone by its IANA name: the offset of any minute, and where it changes. All times are minutes since 1970 in UTC.
public struct Zone: Sendable, Equatable {
    public let name: String
    private let zone: TimeZone

    /// - Throws: `Failure`, refused `unknown-zone`, with the names that come near.
    public init(_ name: String) throws {
        let isName = name == "UTC" || name.contains("/") || TimeZone.knownTimeZoneIdentifiers.contains(name)
        guard isName, let zone = TimeZone(identifier: name) else { throw Self.unknown(name) }
        self.name = name
        self.zone = zone
    }

    private static func unknown(_ name: String) -> Failure {
        let word = name.split(separator: "/").last.map { $0.replacing(" ", with: "_").lowercased() } ?? ""
        let near = TimeZone.knownTimeZoneIdentifiers.filter { !word.isEmpty && $0.lowercased().contains(word) }
        return .refused(
            "unknown-zone", "'\(name)' is no time zone of the IANA database",
            hint: near.isEmpty
                ? "write one such as Europe/Berlin or UTC; timedatectl list-timezones has them all"
                : "did you mean \(near.sorted().prefix(3).joined(separator: ", "))?")
    }

    /// Minutes east of Greenwich.
    func offset(at minute: Int) -> Int {
        floorDivide(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(minute) * 60)), 60)
    }

    /// The first minute of another offset, in `(start, end]`.
    ///
    /// Looks once a day: a change that is undone within a day would pass unseen, and no zone has had one since 1970.
    func firstChange(after start: Int, through end: Int) -> Int? {
        let old = offset(at: start)
        var low = start
        while low < end {
            let high = min(low + CronExpression.minutesPerDay, end)
            if offset(at: high) != old { return bisect(low, high, old) }
            low = high
        }
        return nil
    }

    private func bisect(_ low: Int, _ high: Int, _ old: Int) -> Int {
        var (low, high) = (low, high)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return high
    }
}
