// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// Algorithm 3 against its golden traces, in Double within 10⁻⁹, and its rule for c on its own.
@Suite(.timeLimit(.minutes(10))) struct PenaltyTests {
    static let golden = ["a3_sup_untargeted_conv_global", "a3_sup_targeted_conv_perstep", "a3_unsup_conv_perstep"]

    @Test(arguments: golden) func goldenTraces(_ name: String) throws {
        let golden = try GoldenFile(name)
        let steps = golden.result["steps"] as! [[String: Any]]
        let iterations = golden.parameters.iterations
        var worst = Worst()
        var feasible = 0
        let outcome = try golden.search(
            steps: steps,
            searched: { b, bounds, state in
                let expected = steps[b]
                let found = state.sampleStates[0].feasibleIterations
                worst.compare(
                    [bounds[0].penalty, bounds[0].lower, bounds[0].upper, found > feasible ? 1 : 0],
                    ["c_next", "lb", "ub", "step_success"].map { number(expected[$0]) }, "search step \(b)")
                feasible = found
                let inner = expected["inner"] as! [String: Any]
                let final: CriticWeights<Double> = golden.weights(inner["final_mine"])
                worst.compare(state.critics.information[0].critic.weights.left, final.left, "A of step \(b)")
                worst.compare(state.critics.information[0].critic.weights.output, final.output, "w of step \(b)")
            },
            observe: { t, state in
                let step = steps[(t - 1) / iterations]
                let trace = (step["inner"] as! [String: Any])["trace"] as! [[String: Any]]
                golden.compareFixed(state, t, trace[(t - 1) % iterations], &worst)
            })
        golden.compareBest(outcome, &worst)
        #expect(worst.value < GoldenTests.tolerance, "\(worst)")
        #expect(worst.compared > 600)
    }

    /// Tenfold until the first success; then halves between the largest failure and the smallest success.
    @Test func boundsByDefinition() {
        var bounds = PenaltyBounds()
        var seen: [Double] = []
        for success in [false, false, true, false, true] {
            bounds.update(success: success)
            seen.append(bounds.penalty)
        }
        let expected = [0.01, 0.1, (0.01 + 0.1) / 2, (0.055 + 0.1) / 2, (0.055 + 0.0775) / 2]
        #expect(zip(seen, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    }

    /// What becomes of a sample does not depend on the others in its batch, whose searches go other ways.
    @Test func aSampleDoesNotDependOnItsBatch() throws {
        let scene = try Scene<Double>(.uaed, .convolution) { $0.iterations = 6 }
        let search = PenaltySearch<Double>(
            parameters: scene.parameters, steps: 4, successTest: .perStep, seed: 11)
        var wide = try Execution<Double>(scene.graph, batch: 4)
        var narrow = try Execution<Double>(scene.graph, batch: 1)
        let together = try search.run(scene.batch([0, 1, 4]), model: &wide)
        let alone = try search.run(scene.batch([1]), model: &narrow)
        #expect(together[1].z == alone[0].z && together[1].penaltyCurve == alone[0].penaltyCurve)
        #expect(alone[0].informationCurve.count == 24)
    }
}

extension GoldenFile {
    fileprivate func search(
        steps: [[String: Any]],
        searched: (Int, [PenaltyBounds], AttackState<SampleCritics<PlainCritic<Double>>>) -> Void,
        observe: Observer<SampleCritics<PlainCritic<Double>>>
    ) throws -> Outcome<Double> {
        var model = try Execution<Double>(graph, batch: 1)
        let test = try #require(SuccessTest(rawValue: hyper["success_scope"] as! String))
        let attack = PenaltySearch(
            parameters: parameters, steps: steps.count, successTest: test,
            randomness: GoldenRandomness<Double>(self), matrices: matrices())
        return try attack.run(
            batch(), SampleCritics<PlainCritic<Double>>.self, model: &model, searched: searched, observe: observe)[0]
    }

    /// An iteration whose c is fixed; which iterate is the best is compared over all search steps.
    fileprivate func compareFixed(
        _ state: AttackState<SampleCritics<PlainCritic<Double>>>, _ t: Int, _ expected: [String: Any],
        _ worst: inout Worst
    ) {
        let sample = state.sampleStates[0]
        worst.compare(state.delta, numbers(expected["delta"]), "delta \(t)")
        worst.compare(state.direction, numbers(expected["grad_F"]), "grad_F \(t)")
        worst.compare(
            [sample.f, sample.information, sample.informationBeforeStep, sample.penalty],
            ["f", "I", "I_at_delta_t_before_step", "c_used"].map { number(expected[$0]) }, "scalars \(t)")
        worst.compare(
            state.critics.trainingEstimates(0), numbers(expected["mine_train_I_before_each_update"]),
            "training \(t)")
    }
}
