// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Collects requests for a turn, from any thread, and the events since the last turn. Many requests in a short time make
/// one turn.
final class TurnRequests: Sendable {
    /// The time from the first request to its turn; other requests that come meanwhile are served by the same turn.
    static let delay = Duration.milliseconds(100)

    private struct State {
        /// Their order does not matter, because an event only says where to look.
        var events: Set<WatchEvent> = []
        /// True if a turn has been requested and has not begun.
        var isTurnComing = false
        var turn: (@Sendable () async -> Void)?
    }

    private let state = Mutex(State())

    /// Has each request run `turn` after ``delay``.
    func serve(_ turn: @escaping @Sendable () async -> Void) { state.withLock { $0.turn = turn } }

    func request(_ event: WatchEvent? = nil) {
        let turn = state.withLock { state -> (@Sendable () async -> Void)? in
            if let event { state.events.insert(event) }
            guard let turn = state.turn, !state.isTurnComing else { return nil }
            state.isTurnComing = true
            return turn
        }
        guard let turn else { return }
        Task {
            try? await Task.sleep(for: Self.delay)
            await turn()
        }
    }

    /// Returns the events since the last call. The next request makes a new turn.
    func take() -> Set<WatchEvent> {
        state.withLock { state in
            defer { (state.events, state.isTurnComing) = ([], false) }
            return state.events
        }
    }
}
