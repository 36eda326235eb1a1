// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Synchronization

/// Samples done so far: those of durable chunks, and the done shares of the chunks that threads are at.
final class RunProgress: Sendable {
    private struct State {
        var durable: Int
        var shares: [Int: Double] = [:]
    }

    private let plan: Plan
    private let state: Mutex<State>

    init(plan: Plan, finished: [Int]) {
        self.plan = plan
        state = Mutex(State(durable: finished.map { plan.samples(of: $0).count }.reduce(0, +)))
    }

    /// - Returns: samples done, parts of chunks included.
    func chunk(_ index: Int, isAt share: Double) -> Double {
        let count = Double(plan.samples(of: index).count)
        return state.withLock { state in
            state.shares[index] = count * min(max(share, 0), 1)
            return Double(state.durable) + state.shares.values.reduce(0, +)
        }
    }

    /// - Returns: samples in durable chunks.
    func chunkIsDurable(_ index: Int) -> Int {
        let count = plan.samples(of: index).count
        return state.withLock { state in
            state.shares[index] = nil
            state.durable += count
            return state.durable
        }
    }
}
