// SPDX-License-Identifier: Apache-2.0
/// The five fields of a cron line, in their order (crontab(5)).
enum CronField: Int, CaseIterable {
    case minute, hour, dayOfMonth, month, dayOfWeek

    var name: String {
        switch self {
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of month"
        case .month: "month"
        case .dayOfWeek: "day of week"
        }
    }

    /// The permitted values; for days of the week, 7 is Sunday too.
    var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// Names of values, three letters each; the first is the name of ``firstNamed``. Empty if the field has none.
    var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        default: []
        }
    }

    private var firstNamed: Int { self == .month ? 1 : 0 }

    func value(named name: String) -> Int? { names.firstIndex(of: name.lowercased()).map { $0 + firstNamed } }

    /// The permitted values for hints: `0-59`, or with names `1-12 or jan-dec`.
    var span: String {
        let numbers = "\(range.lowerBound)-\(range.upperBound)"
        guard let first = names.first, let last = names.last else { return numbers }
        return "\(numbers) or \(first)-\(last)"
    }
}

/// The values of one field as bits; none is above 59.
struct CronSet: Sendable, Equatable {
    private(set) var bits: UInt64 = 0

    func contains(_ value: Int) -> Bool { (bits >> UInt64(value)) & 1 == 1 }
    mutating func insert(_ value: Int) { bits |= 1 << UInt64(value) }

    /// The smallest member that is not below `value`; nil if there is none.
    func first(from value: Int) -> Int? {
        guard value < 64 else { return nil }
        let rest = (bits >> UInt64(value)) << UInt64(value)
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }
}
