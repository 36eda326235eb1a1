// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The clock for what waits until something is quiet, or late. It does not step with the wall clock (clock_settime(2), NTP),
/// and it stands still while the machine sleeps (CLOCK_MONOTONIC, clock_gettime(2)).
struct SteadyClock: Sendable {
    private let wall = Date.now
    private let begun = SuspendingClock.now

    /// The time that the wall clock would show if it had run steadily since the daemon began.
    var now: Date { date(of: .now) }

    func date(of instant: SuspendingClock.Instant) -> Date { wall + (instant - begun) / .seconds(1) }

    /// What the wall clock will show at `date`.
    func shown(_ date: Date) -> Date {
        let step = Date.now.timeIntervalSince(now)
        return abs(step) < 1 ? date : date + step
    }
}
