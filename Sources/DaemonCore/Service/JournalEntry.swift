// SPDX-License-Identifier: Apache-2.0
import CLinux
import Logging

/// An entry of the journal with separate fields (systemd.io, Native Journal Protocol), so that
/// `journalctl -u uaed UAED_JOB=17` finds the entries of job 17.
package struct JournalEntry {
    package static let socket = "/run/systemd/journal/socket"
    /// The maximum length of a field in bytes; a longer one is cut, because a datagram must hold the whole entry.
    static let longestValue = 16 << 10

    let fields: [(name: String, value: String)]

    /// - Parameters:
    ///   - line: what `journalctl` shows: the message with the metadata at its end.
    ///   - metadata: becomes one field each, such as `UAED_JOB` for `job`.
    init(_ level: Logger.Level, _ line: String, _ metadata: [String: String]) {
        fields =
            [("MESSAGE", line), ("PRIORITY", String(level.priority)), ("SYSLOG_IDENTIFIER", "uaed")]
            + metadata.sorted { $0.key < $1.key }.map { (Self.name($0.key), $0.value) }
    }

    /// Makes a field name: at most 64 capital letters, digits and underscores.
    private static func name(_ key: String) -> String {
        let word = key.uppercased().utf8.map { byte in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                ? byte : UInt8(ascii: "_")
        }
        return "UAED_" + String(decoding: word.prefix(59), as: UTF8.self)
    }

    /// `NAME=value` a line; a value of several lines follows its length, little-endian.
    var bytes: [UInt8] {
        fields.flatMap { name, value in
            let value = Array(value.utf8.prefix(Self.longestValue))
            let head = Array(name.utf8)
            guard value.contains(UInt8(ascii: "\n")) else {
                return head + [UInt8(ascii: "=")] + value + [UInt8(ascii: "\n")]
            }
            let length = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(value.count) >> (8 * $0)) }
            return head + [UInt8(ascii: "\n")] + length + value + [UInt8(ascii: "\n")]
        }
    }

    /// - Returns: false if nobody takes it at once.
    func send(to path: String = socket) -> Bool {
        let bytes = bytes
        return uaed_send_datagram(path, bytes, bytes.count) == 0
    }
}
