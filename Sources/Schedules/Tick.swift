// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

/// One firing of a schedule, identified by the schedule's name and the nominal time, in whole minutes of UTC.
public struct Tick: Sendable, Hashable {
    public var schedule: String
    public var nominal: Date

    /// Memberwise initialiser.
    public init(schedule: String, nominal: Date) {
        self.schedule = schedule
        self.nominal = nominal
    }

    /// `2026-11-24T0300Z`, for the result's name: colons do not belong in file names.
    public var stamp: String {
        let minute = CivilMinute(Int((nominal.timeIntervalSince1970 / 60).rounded(.down)))
        return "\(minute.date)T\(minute.hour)\(minute.minute)Z"
    }

    /// The tick's own seed, always the same for the same tick: 0 ..< 2^32.
    public var seed: Int { Int(FNV.hash("\(schedule)\0\(stamp)") & 0xFFFF_FFFF) }
}

/// The digits of a minute since 1970-01-01T00:00 in any zone.
struct CivilMinute {
    let date: String
    let hour: String
    let minute: String

    init(_ count: Int) {
        let day = CivilDay(number: floorDivide(count, CronExpression.minutesPerDay))
        let ofDay = count - day.number * CronExpression.minutesPerDay
        let (year, month, dayOfMonth) = day.parts
        date = "\(year)-\(Self.two(month))-\(Self.two(dayOfMonth))"
        (hour, minute) = (Self.two(ofDay / 60), Self.two(ofDay % 60))
    }

    static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Zone {
    /// `2026-11-24T04:00+01:00`: the instant as a clock in the zone shows it.
    public func text(_ instant: Date) -> String {
        let count = Int((instant.timeIntervalSince1970 / 60).rounded(.down))
        let offset = self.offset(at: count)
        let minute = CivilMinute(count + offset)
        let east = "\(CivilMinute.two(abs(offset) / 60)):\(CivilMinute.two(abs(offset) % 60))"
        return "\(minute.date)T\(minute.hour):\(minute.minute)\(offset < 0 ? "-" : "+")\(east)"
    }
}

/// The 64-bit FNV-1a hash (draft-eastlake-fnv): the same in every process, unlike Swift's own.
enum FNV {
    static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}

/// A delay that spreads schedules of the same time; it is the same at every start.
public enum Jitter {
    /// Seconds in `0 ..< window`, by a hash of `machine` and `schedule`.
    public static func seconds(of schedule: String, on machine: String, within window: Int) -> Int {
        guard window > 1 else { return 0 }
        let hash = FNV.hash("\(machine)\0\(schedule)")
        return Int((hash ^ (hash >> 32)) % UInt64(window))
    }
}
