// SPDX-License-Identifier: Apache-2.0
import JobRecords
import Synchronization

/// The number of samples done so far: those of durable chunks, and the finished shares of chunks that threads work on.
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

    /// Records that chunk `index` is done by `share`, clamped to 0…1.
    ///
    /// - Returns: samples done, including parts of chunks.
    func chunk(_ index: Int, isAt share: Double) -> Double {
        let count = Double(plan.samples(of: index).count)
        return state.withLock { state in
            state.shares[index] = count * min(max(share, 0), 1)
            return Double(state.durable) + state.shares.values.reduce(0, +)
        }
    }

    /// Records that chunk `index` is durable.
    ///
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
