// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Knows since when the wall clock has run without a step, by comparison with the machine's own clock, which also runs while
/// the machine sleeps (CLOCK_BOOTTIME). Nothing young may be deleted because the clock was wrong a moment ago.
struct ClockWatch: Sendable {
    /// The seconds for which the clock must have been steady before anything is deleted by its age.
    static let probation = 3600.0
    /// The difference between two checks that is no step: so many seconds, and the share of the time between the checks by
    /// which an adjusted clock may run faster or slower.
    private static let tolerance = (seconds: 1.0, share: 0.001)

    private var last: (wall: Date, machine: ContinuousClock.Instant)
    private(set) var steadySince: ContinuousClock.Instant

    init(wall: Date = .now, machine: ContinuousClock.Instant = .now) {
        last = (wall, machine)
        steadySince = machine
    }

    mutating func check(wall: Date = .now, machine: ContinuousClock.Instant = .now) {
        let elapsed = (machine - last.machine) / .seconds(1)
        let step = abs(wall.timeIntervalSince(last.wall) - elapsed)
        if step > Self.tolerance.seconds + Self.tolerance.share * elapsed { steadySince = machine }
        last = (wall, machine)
    }

    /// True if what was kept for `age` seconds may be deleted. For an age below ``probation`` the clock need only have been steady
    /// for that age.
    func permits(age: Double) -> Bool {
        (last.machine - steadySince) / .seconds(1) >= min(Self.probation, age)
    }
}
