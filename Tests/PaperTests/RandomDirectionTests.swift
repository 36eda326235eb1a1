// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// The control that tells ∇I from a random direction, which ASR and ‖δ‖ cannot: a fresh critic's I on the samples that each
/// run publishes.
@Suite(.enabled(if: Subject.hasFashion), .timeLimit(.minutes(10))) struct RandomDirectionTests {
    private static let count = 128

    @Test func theGradientOfIBeatsARandomDirection() throws {
        let subject = try Subject("conv")
        let parameters = try subject.parameters(.uaed)
        let batch = try subject.batch(0..<Self.count)
        var model = try subject.execution(Self.count)
        let ours = try MinMax<Float>(parameters: parameters, seed: 0).run(batch, model: &model)
        let random = try randomDirection(batch, parameters, &model)
        let samples = (0..<Self.count).filter { ours[$0].isFeasible && random[$0].isFeasible }
        let (I, control) = (
            try FreshCritic(parameters).information(batch, ours, &model),
            try FreshCritic(parameters).information(batch, random, &model)
        )
        let differences = samples.map { control[$0] - I[$0] }
        let n = Double(samples.count)
        let mean = differences.reduce(0, +) / n
        let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
        let error = (variance / n).squareRoot()
        print("uaed: \(Figures(ours)); random direction: \(Figures(random))")
        print("fresh critic, \(samples.count) pairs: I lower by \(mean) ± \(error) (standard error)")
        #expect(samples.count > 110)
        #expect(mean > 2 * error)
        #expect(Figures(ours).l2 <= Figures(random).l2)
    }

    /// The same run, each sample's ∇I replaced by a direction that it keeps to the end.
    private func randomDirection(
        _ batch: Batch<Float>, _ parameters: Parameters, _ model: inout Execution<Float>
    ) throws -> [Outcome<Float>] {
        let setting = AttackSetting<Float>(
            parameters: parameters, randomness: PhiloxRandomness(seed: 0), matrices: nil)
        var state = setting.state(batch, LaneCritics<Float>.self, model: &model)
        let directions = batch.indices.flatMap { index in
            var stream = RandomStream(seed: 99, sample: UInt64(index), purpose: .gaussianNoise)
            return (0..<batch.sampleCount).map { _ in Float(stream.gaussian()) }
        }
        for t in 1...parameters.iterations {
            let wanted = state.sampleStates.map { $0.isActive && $0.f > 0 && $0.penalty > 0 }
            if wanted.contains(true) { state.criterionGradient = state.criterion.gradient(wanted, model: &model) }
            state.informationGradient = Tensor(shape: batch.x.shape, elements: directions)
            for sample in batch.indices.indices where state.sampleStates[sample].isActive {
                state.descend(sample, criterionCounts: wanted[sample])
            }
            state.evaluate(model: &model)
            state.trainCritics(t)
            state.estimateInformation(t)
            state.updatePenalty(t)
            state.keepBest(t)
        }
        return state.outcomes
    }
}
