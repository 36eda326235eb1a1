// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import NIOCore
import Testing

@testable import DaemonCore

/// The journal's own protocol, as journald reads it: over a real datagram socket.
@Suite(.timeLimit(.minutes(10))) struct JournalTests {
    /// Stands for journald.
    private final class Receiver {
        let path = "/tmp/uaed-journal-\(UUID().uuidString.prefix(8).lowercased())"
        private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)

        init() throws {
            let bound = try SocketAddress(unixDomainSocketPath: path).withSockAddr { [descriptor] address, size in
                bind(descriptor, address, socklen_t(size))
            }
            try #require(bound == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// The fields of the next entry.
        func entry() -> [String: String] {
            var bytes = [UInt8](repeating: 0, count: 1 << 18)
            let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            var rest = bytes[..<max(0, count)]
            var fields: [String: String] = [:]
            while let end = rest.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\n") }) {
                let name = String(decoding: rest[..<end], as: UTF8.self)
                let isBinary = rest[end] == UInt8(ascii: "\n")
                rest = rest[(end + 1)...]
                var length = rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 - rest.startIndex } ?? rest.count
                if isBinary {
                    length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                    rest = rest.dropFirst(8)
                }
                fields[name] = String(decoding: rest.prefix(length), as: UTF8.self)
                rest = rest.dropFirst(length + 1)
            }
            return fields
        }
    }

    private func log(to path: String?, _ body: (Logger) -> Void) {
        let logger = Logger(label: "test") { _ in
            LineLogHandler(logLevel: .debug, form: .journal, journal: path)
        }
        body(logger)
    }

    @Test func everyFieldArrives() throws {
        let receiver = try Receiver()
        log(to: receiver.path) {
            $0.warning("worker ended", metadata: ["job": "17", "handed over": "a b", "how": "two\nlines = 1"])
        }
        #expect(
            receiver.entry() == [
                "MESSAGE": "worker ended handed over=\"a b\" how=\"two\\nlines = 1\" job=17", "PRIORITY": "4",
                "SYSLOG_IDENTIFIER": "uaed", "UAED_JOB": "17", "UAED_HANDED_OVER": "a b", "UAED_HOW": "two\nlines = 1",
            ])
    }

    /// What a stranger's file name holds makes no field of its own, and a datagram is never too large.
    @Test func longAndHostileValues() throws {
        let receiver = try Receiver()
        log(to: receiver.path) {
            $0.error(
                "x\nPRIORITY=0",
                metadata: [String(repeating: "k", count: 100): "v", "log": "\(String(repeating: "y", count: 1 << 20))"])
        }
        let entry = receiver.entry()
        #expect(entry["PRIORITY"] == "3" && entry["MESSAGE"]?.hasPrefix("x\\nPRIORITY=0 ") == true)
        #expect(entry["UAED_LOG"]?.count == JournalEntry.longestValue)
        #expect(entry.keys.allSatisfy { $0.count <= 64 })
    }

    @Test func nobodyThere() {
        #expect(!JournalEntry(.info, "x", [:]).send(to: "/tmp/nobody-\(UUID().uuidString.prefix(8))"))
    }
}
