// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import Glibc

/// Formats numbers and instants for people.
enum Readable {
    /// `45 s`, `3 min`, `2 h 05 min`, `3 d 4 h`
    static func duration(_ seconds: Double) -> String {
        let seconds = max(0, seconds)
        if seconds < 99.5 { return "\(Int(seconds.rounded())) s" }
        let minutes = Int((min(seconds, 1e12) / 60).rounded())
        if minutes < 100 { return "\(minutes) min" }
        if minutes < 48 * 60 { return "\(minutes / 60) h " + PrintedNumber.padded(minutes % 60, 2) + " min" }
        return "\(minutes / 1440) d \(minutes % 1440 / 60) h"
    }

    /// `98.4%`; only all is `100.0%`.
    static func share(_ share: Double) -> String {
        let percent = share < 1 ? min(share * 100, 99.9) : share * 100
        return PrintedNumber.fixed(percent, 1) + "%"
    }

    static func number(_ value: Double) -> String { PrintedNumber.significant(value, 4) }

    /// `3.2 MB`
    static func bytes(_ bytes: Int) -> String {
        var (value, unit) = (Double(bytes), 0)
        let units = ["B", "kB", "MB", "GB", "TB"]
        while value >= 999.95, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        return unit == 0 ? "\(bytes) B" : PrintedNumber.fixed(value, 1) + " " + units[unit]
    }

    /// `2026-11-24 22:51:03`, in local time.
    static func instant(_ date: Date) -> String { local(date, "%Y-%m-%d %H:%M:%S") }

    /// `22:51:03`, in local time.
    static func clock(_ date: Date) -> String { local(date, "%H:%M:%S") }

    /// `2026-11-24 22:51:03 (in 12 s)`
    static func coming(_ date: Date, now: Date = .now) -> String {
        let left = date.timeIntervalSince(now)
        return instant(date) + (left >= 0 ? " (in \(duration(left)))" : " (now)")
    }

    private static func local(_ date: Date, _ format: String) -> String {
        var seconds = time_t(date.timeIntervalSince1970.rounded(.down))
        var parts = tm()
        localtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let count = strftime(&text, text.count, format, &parts)
        return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
