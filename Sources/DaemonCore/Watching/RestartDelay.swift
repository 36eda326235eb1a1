// SPDX-License-Identifier: Apache-2.0
import Foundation

/// How long a program that ended stays down: one that ends at once, again and again, is started ever more rarely.
struct RestartDelay {
    static let shortest = 0.05
    /// Seconds; rescans find everything meanwhile.
    static let longest = 30.0
    /// A life this long makes good for one death.
    static let penance = 0.25

    private var seconds = Self.shortest / 2

    /// - Parameter life: seconds that it lived.
    /// - Returns: seconds until it is to be started again.
    mutating func afterDeath(life: Double) -> Double {
        let forgiven = pow(2, min(life / Self.penance, 60))
        seconds = min(Self.longest, max(Self.shortest, seconds * 2 / forgiven))
        return seconds
    }
}
