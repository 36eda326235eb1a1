// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// The float32 path against Double: number by number over the first iterations, in its statistics after that.
@Suite(.timeLimit(.minutes(10))) struct PrecisionTests {
    @Test(arguments: GoldenTests.paper + GoldenTests.released) func firstIterations(_ name: String) throws {
        let golden = try GoldenFile(name)
        let usesSpan = golden.parameters.optimiser == .blockAdam && golden.rowCount <= golden.rowLength
        let single =
            usesSpan
            ? try golden.record(SampleCritics<SpanCritic<Float>>.self)
            : try golden.record(SampleCritics<PlainCritic<Float>>.self)
        let double = try golden.record(SampleCritics<PlainCritic<Double>>.self)
        agree(single, double)
    }

    @Test(arguments: GoldenTests.block.filter { !$0.contains("dense") }) func firstIterationsInLanes(
        _ name: String
    ) throws {
        let golden = try GoldenFile(name)
        let single = try golden.record(LaneCritics<Float>.self, .lanes)
        agree(single, try golden.record(SampleCritics<PlainCritic<Double>>.self))
    }

    private func agree(_ single: [[Double]], _ double: [[Double]]) {
        for (one, other) in zip(single, double).prefix(5) {
            #expect(one.count == other.count && one.count > 8)
            let scale = other.map(abs).max() ?? 1
            let worst = zip(one, other).map { abs($0 - $1) }.max() ?? .infinity
            #expect(worst < 1e-3 * scale)
        }
    }

    /// Over 64 samples: as many successes (within two), mean ‖δ‖₂ and mean best I within 2 %.
    @Test(arguments: [Sampling.convolution, .random]) func statistics(_ sampling: Sampling) throws {
        let single = try Scene<Float>(.uaed, sampling).run(Array(0..<64), batch: 64)
        let double = try Scene<Double>(.uaed, sampling).run(Array(0..<64), batch: 64)
        let (one, other) = (Statistics(single), Statistics(double))
        #expect(other.successes > 32 && abs(one.successes - other.successes) <= 2)
        #expect(abs(one.l2 / other.l2 - 1) < 0.02)
        #expect(abs(one.information / other.information - 1) < 0.02)
    }
}

private struct Statistics {
    let successes: Int
    let l2: Double
    let information: Double

    init<Scalar>(_ outcomes: [Outcome<Scalar>]) {
        let feasible = outcomes.filter(\.isFeasible)
        successes = feasible.count
        l2 = feasible.map(\.l2).reduce(0, +) / Double(feasible.count)
        information = feasible.compactMap(\.information).reduce(0, +) / Double(feasible.count)
    }
}

extension GoldenFile {
    /// δ of each iteration, then c, I and the critic's estimates.
    fileprivate func record<K: Critics>(_ critics: K.Type, _ form: ExecutionForm = .nodes) throws -> [[Double]] {
        var record: [[Double]] = []
        _ = try run(critics, form) { _, state in
            let sample = state.sampleStates[0]
            record.append(
                state.delta.map { Double($0) } + [sample.penalty, sample.information]
                    + state.critics.trainingEstimates(0).map { Double($0) })
        }
        return record
    }
}
