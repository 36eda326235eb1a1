// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What happened since the last turn, gathered from any thread.
final class News: Sendable {
    private struct State {
        /// Without order: an event only says where to look.
        var events: Set<WatchEvent> = []
        /// Someone else wants a turn.
        var isTurnComing = false
    }

    private let state = Mutex(State())

    /// - Returns: true where the caller must see to the next turn.
    func add(_ event: WatchEvent?) -> Bool {
        state.withLock { state in
            if let event { state.events.insert(event) }
            defer { state.isTurnComing = true }
            return !state.isTurnComing
        }
    }

    func take() -> Set<WatchEvent> {
        state.withLock { state in
            defer { state = State() }
            return state.events
        }
    }
}
