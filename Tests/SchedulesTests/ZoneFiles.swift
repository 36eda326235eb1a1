// SPDX-License-Identifier: Apache-2.0
@testable import Schedules

/// Zone files as RFC 8536 lets them be, made byte by byte.
struct ZoneFiles {
    var version: Character = "2"
    var changes: [Int64] = []
    /// Of each change.
    var kinds: [UInt8] = []
    var offsets: [Int32] = [3600, 7200]
    var leapSeconds: [Int64] = []
    /// Marks of standard time and of UTC.
    var marks = 0
    var footer = "\nCET-1CEST,M3.5.0,M10.5.0/3\n"

    /// Two changes of 2026 in Berlin.
    static let berlin = ZoneFiles(changes: [1_774_746_000, 1_792_890_000], kinds: [1, 0])

    var bytes: [UInt8] {
        version == "\0"
            ? block(width: 4)
            : ZoneFiles(version: version, offsets: [0]).block(width: 4) + block(width: 8) + Array(footer.utf8)
    }

    private func block(width: Int) -> [UInt8] {
        let counts = [marks, marks, leapSeconds.count, changes.count, offsets.count, 4]
        return Array("TZif".utf8) + [version.asciiValue ?? 0] + [UInt8](repeating: 0, count: 15)
            + counts.flatMap { Self.big(Int64($0), 4) } + changes.flatMap { Self.big($0, width) } + kinds
            + offsets.flatMap { Self.big(Int64($0), 4) + [0, 0] } + Array("CET\0".utf8)
            + leapSeconds.flatMap { Self.big($0, width) + Self.big(1, 4) } + [UInt8](repeating: 0, count: 2 * marks)
    }

    private static func big(_ value: Int64, _ width: Int) -> [UInt8] {
        (0..<width).reversed().map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
    }
}
