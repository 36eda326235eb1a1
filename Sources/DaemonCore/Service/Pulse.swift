// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// Whether the daemon's loops turn: the manager hears of it only when each of them has turned since it last heard.
///
/// No timer can keep a daemon alive whose loop hangs: a timer only asks the loops for a turn. The first whole round means
/// that the daemon is ready.
package final class Pulse: Sendable {
    package enum Loop: CaseIterable {
        /// The event loop of the control socket.
        case control
        /// The daemon's own turns over inboxes and jobs.
        case scan
        /// A question to the ledger that was answered.
        case database
    }

    private struct State {
        var missing = Set(Loop.allCases)
        var isReady = false
    }

    private let manager: ServiceManager
    private let state = Mutex(State())

    init(_ manager: ServiceManager) { self.manager = manager }

    /// Called by a loop, in its turn.
    package func turned(_ loop: Loop) {
        let wasReady: Bool? = state.withLock { state in
            state.missing.remove(loop)
            guard state.missing.isEmpty else { return nil }
            defer { state = State(isReady: true) }
            return state.isReady
        }
        switch wasReady {
        case .some(true): manager.feedWatchdog()
        case .some(false): manager.ready()
        case nil: break
        }
    }

    /// How often the loops are asked for a turn: a third of what the manager allows (sd_watchdog_enabled(3)).
    ///
    /// - Returns: nil where the manager does not watch this process.
    package static func interval(environment: [String: String], pid: Int32) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int.init), microseconds > 0 else { return nil }
        if let other = environment["WATCHDOG_PID"], other != String(pid) { return nil }
        return .microseconds(max(1000, microseconds / 3))
    }
}
