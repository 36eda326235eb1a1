// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Attacks

/// The bookkeeping of one sample: which iterate is kept.
@Suite(.timeLimit(.minutes(10))) struct SampleStateTests {
    private func state(_ information: [Double], sign: Double) -> (kept: [Int], state: SampleState<Double>) {
        var state = SampleState<Double>(index: 4, penalty: 0)
        var kept: [Int] = []
        for (position, value) in information.enumerated() {
            state.information = value
            if state.succeed(position + 1, f: -value, loss: 10 * value, sign: sign) { kept.append(position + 1) }
        }
        return (kept, state)
    }

    /// Unsupervised the lowest I, supervised the highest, either way the first of equals; I may be negative.
    @Test func theFirstOfEquals() {
        let (lowest, low) = state([3, 2, 2, -1, 5, -1], sign: 1)
        #expect(lowest == [1, 2, 4] && low.bestIteration == 4 && low.firstFeasible == 1 && low.feasibleIterations == 6)
        let (highest, high) = state([-2, -3, 1, 1, 0], sign: -1)
        #expect(highest == [1, 3] && high.bestIteration == 3)
    }

    /// The outcome tells of the iterate kept, not of the last one.
    @Test func theOutcomeIsOfTheBest() {
        var (_, state) = state([3, 1, 2], sign: 1)
        state.keepBest([0.5], 0..<1)
        state.f = 7
        let outcome = state.outcome(lossBefore: 1, lossAtEnd: 99)
        #expect(outcome.information == 1 && outcome.f == -1 && outcome.lossAfter == 10 && outcome.z == [0.5])
    }

    /// Without a success: the lowest f⁺, the first of equals, and the figures of the end.
    @Test func theClosest() {
        var state = SampleState<Double>(index: 0, penalty: 0)
        for (f, z) in [(3.0, 0.1), (1, 0.2), (1, 0.3), (2, 0.4)] {
            state.f = f
            state.approach(f, [z], 0..<1)
        }
        let outcome = state.outcome(lossBefore: 1, lossAtEnd: 99)
        #expect(!outcome.isFeasible && outcome.closest == [0.2] && outcome.f == 2 && outcome.lossAfter == 99)
        #expect(outcome.information == nil && outcome.bestIteration == nil)
    }
}
