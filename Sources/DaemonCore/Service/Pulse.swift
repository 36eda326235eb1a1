// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Feeds the service manager's watchdog when each of the daemon's loops has turned since it was last fed.
///
/// A timer only asks the loops for a turn, so it cannot keep a daemon alive whose loop hangs. The first complete round means that
/// the daemon is ready.
package final class Pulse: Sendable {
    package enum Loop: CaseIterable {
        /// The event loop of the control socket.
        case control
        /// The daemon's turns.
        case scan
        /// An answer of the ledger.
        case database
    }

    private struct State {
        var missing = Set(Loop.allCases)
        var isReady = false
    }

    private let manager: ServiceManager
    private let state = Mutex(State())

    init(_ manager: ServiceManager) { self.manager = manager }

    /// Called by each loop in its turn.
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

    /// The interval at which the loops are asked for a turn: a third of what the manager allows (sd_watchdog_enabled(3)).
    ///
    /// - Returns: nil if the manager does not watch this process.
    package static func interval(environment: [String: String], pid: Int32) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Int.init), microseconds > 0 else { return nil }
        if let other = environment["WATCHDOG_PID"], other != String(pid) { return nil }
        return .microseconds(max(1000, microseconds / 3))
    }
}
