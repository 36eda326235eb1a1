// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Logging
import Synchronization

/// Requests that were refused since the start: counted by the error's code, and in the log so many lines a minute for each
/// user, so that nobody fills it.
package final class Refusals: Sendable {
    static let linesAMinute = 10

    /// A user's lines of a minute.
    private struct Minute {
        let began: ContinuousClock.Instant
        var told = 0
        var untold = 0
    }

    private struct State {
        var counts: [String: Int] = [:]
        var minutes: [UInt32: Minute] = [:]
    }

    private let state = Mutex(State())

    /// By code; the codes are ours, so there are few.
    var counts: [String: Int] { state.withLock(\.counts) }

    package func count(_ code: String) { state.withLock { $0.counts[code, default: 0] += 1 } }

    /// Whether one more refusal of a user is told; else it is counted for ``summaries(at:)``.
    package func isToldOf(_ uid: UInt32, at now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            var minute = state.minutes[uid] ?? Minute(began: now)
            let isTold = minute.told < Self.linesAMinute
            if isTold { minute.told += 1 } else { minute.untold += 1 }
            state.minutes[uid] = minute
            return isTold
        }
    }

    /// Ends the minutes that are over.
    ///
    /// - Returns: how many refusals of each user were not told.
    func summaries(at now: ContinuousClock.Instant = .now) -> [(uid: UInt32, untold: Int)] {
        state.withLock { state in
            let over = state.minutes.filter { now - $0.value.began >= .seconds(60) }
            for uid in over.keys { state.minutes[uid] = nil }
            return over.filter { $0.value.untold > 0 }.map { ($0.key, $0.value.untold) }.sorted { $0.uid < $1.uid }
        }
    }
}
