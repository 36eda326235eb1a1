// SPDX-License-Identifier: Apache-2.0

/// When `uaed-watch` was started, and when it is started again.
struct ProcessLife {
    private(set) var begun = ContinuousClock.now
    /// When it is started again if it does not run.
    private(set) var restart = ContinuousClock.now
    private var delay = RestartDelay()

    mutating func begin() { begun = .now }

    mutating func end() {
        let life = (ContinuousClock.now - begun) / .seconds(1)
        restart = .now + .seconds(delay.afterDeath(life: life))
    }
}
