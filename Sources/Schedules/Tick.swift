import Failures
import Foundation

/// One firing of a schedule: its identity is the schedule's name and the nominal time, in whole minutes of UTC.
public struct Tick: Sendable, Hashable {
    public var schedule: String
    public var nominal: Date

    public init(schedule: String, nominal: Date) {
        self.schedule = schedule
        self.nominal = nominal
    }

    /// `2026-11-24T0300Z`: what a result's name gets; colons do not belong in file names.
    public var stamp: String {
        let seconds = Int(nominal.timeIntervalSince1970.rounded(.down))
        let day = CivilDay(number: floorDivide(seconds, 86_400))
        let minute = (seconds - day.number * 86_400) / 60
        let (year, month, dayOfMonth) = day.parts
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return "\(year)-\(two(month))-\(two(dayOfMonth))T\(two(minute / 60))\(two(minute % 60))Z"
    }
}

/// A delay that spreads schedules of the same time, and is the same at every start.
public enum Jitter {
    /// Seconds in `0 ..< window`, from the 64-bit FNV-1a hash of `machine` and `schedule` (draft-eastlake-fnv).
    public static func seconds(of schedule: String, on machine: String, within window: Int) -> Int {
        guard window > 1 else { return 0 }
        let hash = "\(machine)\0\(schedule)".utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return Int((hash ^ (hash >> 32)) % UInt64(window))
    }
}
