// SPDX-License-Identifier: Apache-2.0
@testable import Schedules

/// Zone files as RFC 8536 lets them be, made byte by byte.
struct ZoneFiles {
    var version: Character = "2"
    /// Of the second header, where it is another one.
    var secondVersion: Character?
    var changes: [Int64] = []
    /// Of each change.
    var kinds: [UInt8] = []
    var offsets: [Int32] = [3600, 7200]
    var leapSeconds: [Int64] = []
    /// In the record of each kind, after its offset: whether it is daylight time, and where its abbreviation begins.
    var isDaylight: UInt8 = 0
    var name: UInt8 = 0
    /// Marks of UTC, and of standard time.
    var marks = (0, 0)
    var footer = "\nCET-1CEST,M3.5.0,M10.5.0/3\n"

    /// Two changes of 2026 in Berlin.
    static let berlin = ZoneFiles(changes: [1_774_746_000, 1_792_890_000], kinds: [1, 0])

    var bytes: [UInt8] {
        guard version != "\0" else { return block(version, width: 4) }
        return ZoneFiles(offsets: [0]).block(version, width: 4) + block(secondVersion ?? version, width: 8)
            + Array(footer.utf8)
    }

    private func block(_ version: Character, width: Int) -> [UInt8] {
        let counts = [marks.0, marks.1, leapSeconds.count, changes.count, offsets.count, 4]
        return Array("TZif".utf8) + [version.asciiValue ?? 0] + [UInt8](repeating: 0, count: 15)
            + counts.flatMap { Self.big(Int64($0), 4) } + changes.flatMap { Self.big($0, width) } + kinds
            + offsets.flatMap { Self.big(Int64($0), 4) + [isDaylight, name] } + Array("CET\0".utf8)
            + leapSeconds.flatMap { Self.big($0, width) + Self.big(1, 4) }
            + [UInt8](repeating: 0, count: marks.0 + marks.1)
    }

    private static func big(_ value: Int64, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
    }
}
