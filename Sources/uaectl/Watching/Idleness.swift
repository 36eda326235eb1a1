// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation

/// Whether the daemon has nothing left to do, what was dropped a moment ago included.
struct Idleness {
    /// How long a scan is waited for that the daemon does not make.
    private static let patience = 10.0
    /// When the daemon was asked to look at its inboxes; nil where it may not be asked.
    private var asked: Date?

    /// Asks for a scan: what stands in an inbox but has not been seen yet is work too.
    mutating func begin(_ link: Link) async {
        let now = Date.now
        if (try? await link.client.rescan()) != nil { asked = now }
    }

    func isReached(_ status: StatusReport, now: Date = .now) -> Bool {
        let over: Set = ["published", "failed", "cancelled"]
        guard status.jobs.allSatisfy({ $0.value == 0 || over.contains($0.key) }) else { return false }
        guard !status.inboxes.contains(where: { $0.pending.contains { $0.state == "settling" } }) else { return false }
        guard let asked, now.timeIntervalSince(asked) < Self.patience else { return true }
        // Instants come with milliseconds, cut off.
        return status.lastScan.map { $0 >= asked - 0.001 } ?? false
    }
}
