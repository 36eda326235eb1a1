// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Since when the wall clock has gone on without a step, held against the machine's own clock, which also runs while the machine
/// sleeps (CLOCK_BOOTTIME). What is deleted by its age must not be young by a clock that was wrong a moment ago.
struct ClockWatch: Sendable {
    /// Seconds for which the clock must have been steady before anything is deleted by its age.
    static let probation = 3600.0
    /// Seconds between two looks that are no step, and the share of the time between them that an adjusted clock may run
    /// faster or slower.
    private static let tolerance = (seconds: 1.0, share: 0.001)

    private var last: (wall: Date, machine: ContinuousClock.Instant)
    private(set) var steadySince: ContinuousClock.Instant

    init(wall: Date = .now, machine: ContinuousClock.Instant = .now) {
        last = (wall, machine)
        steadySince = machine
    }

    mutating func look(wall: Date = .now, machine: ContinuousClock.Instant = .now) {
        let elapsed = (machine - last.machine) / .seconds(1)
        let step = abs(wall.timeIntervalSince(last.wall) - elapsed)
        if step > Self.tolerance.seconds + Self.tolerance.share * elapsed { steadySince = machine }
        last = (wall, machine)
    }

    /// Whether what was kept for `age` seconds may go. What is kept for less than ``probation`` needs no longer proof than that.
    func permits(age: Double) -> Bool {
        (last.machine - steadySince) / .seconds(1) >= min(Self.probation, age)
    }
}
