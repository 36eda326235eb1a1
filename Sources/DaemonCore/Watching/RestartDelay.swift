// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Decides when a program that ended is started again. One that ends at once, again and again, is started ever more rarely.
struct RestartDelay {
    /// The shortest delay in seconds.
    static let shortest = 0.05
    /// The longest delay in seconds; rescans find everything meanwhile.
    static let longest = 30.0
    /// The seconds of life that make up for one doubling of the delay.
    static let penance = 0.25

    private var seconds = Self.shortest / 2

    /// - Parameter life: the seconds that the program ran.
    /// - Returns: the seconds until it is started again.
    mutating func afterDeath(life: Double) -> Double {
        let forgiven = pow(2, min(life / Self.penance, 60))
        seconds = min(Self.longest, max(Self.shortest, seconds * 2 / forgiven))
        return seconds
    }
}
