// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Attacks

/// Rounding to what can be stored never leads beyond ε.
@Suite(.timeLimit(.minutes(10))) struct StorageGridTests {
    /// ε, the distance of two values that can be stored, and how many steps from one to the next stay within ε.
    static let steps: [(Double, Double, Double)] = [
        (0.1, 0.2, 0), (0.2, 0.2, 1), (0.11, 0.2, 0), (0.5, 0.2, 2), (0.1, 0.001, 100), (1, 1 / 255, 255),
        (0.1, 1 / 255, 25), (8 / 255, 1 / 255, 8), (0.3, 0.1, 3), (0.5, 0, 0),
    ]

    @Test(arguments: steps) func stepsWithin(_ epsilon: Double, _ step: Double, _ steps: Double) {
        #expect(StorageGrid(step: [step], origin: [0]).steps(within: epsilon, element: 0) == steps)
    }

    /// Of a grid of tenths from 0.05: what would be stored beyond ε is stored at the last value before it.
    static let bounded: [(Float, Float)] = [
        (0.30, 0.35), (0.44, 0.44), (0.46, 0.45), (0.80, 0.45), (0.25, 0.25), (0.24, 0.25), (0.0, 0.25),
    ]

    @Test(arguments: bounded) func boundedValues(_ value: Float, _ stored: Float) {
        let grid = StorageGrid(step: [0.1], origin: [0.05])
        let bounded = grid.bounded(value, source: 0.35, epsilon: 0.1, element: 0)
        let level = grid.level(Double(bounded), element: 0)!
        #expect(abs(Float(grid.value(level: level, element: 0)) - grid.nearest(stored)) < 1e-6)
        #expect(abs(Float(grid.value(level: level, element: 0)) - 0.35) <= 0.1 + 1e-6)
    }

    /// Where any value can be stored, nothing is rounded.
    @Test func withoutAGrid() {
        #expect(StorageGrid(step: [0], origin: [0]).bounded(0.77, source: 0.5, epsilon: 0.1, element: 0) == 0.77)
    }
}

extension StorageGrid {
    fileprivate func nearest(_ value: Float) -> Float {
        Float(self.value(level: level(Double(value), element: 0)!, element: 0))
    }
}
