// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Logging
import Synchronization

/// Counts the requests that were refused since the start, by the error's code, and limits the lines that each user has in the
/// log, so that nobody fills it.
package final class Refusals: Sendable {
    static let linesAMinute = 10

    /// A user's refusals of one minute.
    private struct Minute {
        let began: ContinuousClock.Instant
        var logged = 0
        var unlogged = 0
    }

    private struct State {
        var counts: [String: Int] = [:]
        var minutes: [UInt32: Minute] = [:]
    }

    private let state = Mutex(State())

    /// The counts by code. There are few codes, because they are uaed's own.
    var counts: [String: Int] { state.withLock(\.counts) }

    package func count(_ code: String) { state.withLock { $0.counts[code, default: 0] += 1 } }

    /// True if one more refusal of a user is logged; otherwise it is counted for ``summaries(at:)``.
    package func isLogged(_ uid: UInt32, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            var minute = state.minutes[uid] ?? Minute(began: now)
            let isLogged = minute.logged < Self.linesAMinute
            if isLogged { minute.logged += 1 } else { minute.unlogged += 1 }
            state.minutes[uid] = minute
            return isLogged
        }
    }

    /// Drops the minutes that are over.
    ///
    /// - Returns: how many refusals of each user were not logged.
    func summaries(at now: ContinuousClock.Instant = .now) -> [(uid: UInt32, unlogged: Int)] {
        state.withLock { state in
            let over = state.minutes.filter { now - $0.value.began >= .seconds(60) }
            for uid in over.keys { state.minutes[uid] = nil }
            return over.filter { $0.value.unlogged > 0 }.map { ($0.key, $0.value.unlogged) }.sorted { $0.uid < $1.uid }
        }
    }
}
