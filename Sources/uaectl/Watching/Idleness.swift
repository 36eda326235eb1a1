// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

/// Decides whether the daemon has nothing left to do, including bundles that were dropped just now.
struct Idleness {
    /// Seconds to wait for a scan that the daemon may never make.
    private static let patience = 10.0
    /// When the daemon was asked for a scan; nil if the request failed.
    private var asked: Date?

    /// Asks for a scan, because a bundle that the daemon has not seen yet is work too.
    mutating func begin(_ link: Link) async {
        let now = Date.now
        if (try? await link.client.rescan()) != nil { asked = now }
    }

    /// True if every job is over, nothing settles in an inbox, and the requested scan has been made or is overdue.
    func isReached(_ status: StatusReport, now: Date = .now) -> Bool {
        let over: Set = ["published", "failed", "cancelled"]
        guard status.jobs.allSatisfy({ $0.value == 0 || over.contains($0.key) }) else { return false }
        guard !status.inboxes.contains(where: { $0.pending.contains { $0.state == "settling" } }) else { return false }
        guard let asked, now.timeIntervalSince(asked) < Self.patience else { return true }
        // The daemon's instants are cut off to milliseconds.
        return status.lastScan.map { $0 >= asked - 0.001 } ?? false
    }
}
