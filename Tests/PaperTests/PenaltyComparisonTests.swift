// SPDX-License-Identifier: Apache-2.0
import Attacks
import Models
import Testing

/// Table 3's comparison of MinMax with the penalty method. The I that each reports is its own critic's, and grows with that
/// critic's age alone; so both methods' δ are shown to one fresh critic, beside δ = 0. MinMax is given what the search
/// takes in all: nine times the iterations.
@Suite(.enabled(if: Subject.hasFashion), .timeLimit(.minutes(10))) struct PenaltyComparisonTests {
    @Test func oneFreshCriticForBoth() throws {
        let subject = try Subject("cnn")
        var parameters = try subject.parameters(.uaed, .untargeted)
        var model = try subject.execution(32)
        var batch = try subject.batch(0..<32)
        LabelRule(source: .predicted, target: nil, seed: 0).apply(
            to: &batch, given: batch.indices.map { _ in nil }, model: &model)
        let penalty = try PenaltySearch<Float>(parameters: parameters, steps: 9, successTest: .perStep, seed: 0)
            .run(batch, model: &model)
        parameters.iterations *= 9
        let minMax = try MinMax<Float>(parameters: parameters, seed: 0).run(batch, model: &model)
        print("supervised MinMax: \(Figures(minMax)); penalty: \(Figures(penalty))")
        #expect(Figures(minMax).asr == 1 && Figures(penalty).asr > 0.9)

        parameters.iterations = 1
        parameters.epsilon = 1e-9
        let nothing = try MinMax<Float>(parameters: parameters, seed: 0).run(batch, model: &model)
        #expect(nothing.allSatisfy { !$0.isFeasible })
        func mean(_ outcomes: [Outcome<Float>], steps: Int) throws -> Double {
            try FreshCritic(parameters, steps: steps).information(batch, outcomes, &model).reduce(0, +) / 32
        }
        let judged = try [nothing, minMax, penalty].map { try mean($0, steps: 100) }
        print("a fresh critic's I of δ = 0, MinMax, penalty: \(judged)")
        let ages = try [40, 360].map { try mean(nothing, steps: $0) }
        print("its I of δ = 0 after 40 and 360 steps: \(ages)")
        // What the critic's age makes is ten times what the methods make, and more.
        #expect(ages[1] - ages[0] > 10 * abs(judged[1] - judged[2]))
    }
}
