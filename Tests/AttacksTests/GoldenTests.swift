// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// Every golden trace of Algorithm 1, of the released order and of preset `uaed`, in Double within 10⁻⁹, by the plain
/// form of the critic and, where the optimiser is block-Adam, by the span form.
@Suite(.timeLimit(.minutes(10))) struct GoldenTests {
    static let paper = [
        "a1_unsup_conv_adam", "a1_unsup_conv_block", "a1_unsup_conv_eps_kappa", "a1_unsup_dense_rs_adam",
        "a1_unsup_dense_rs_pretrain_eps", "a1_unsup_dense_rs_sgd", "a1_unsup_dense_rs_std_adam",
        "a1_sup_untargeted_conv", "a1_sup_targeted_conv", "uaed_unsup_conv", "uaed_unsup_dense_rs_grid",
        "uaed_sup_untargeted_conv",
    ]
    static let released = ["rel_unsup_conv", "rel_unsup_dense_rs", "rel_sup_untargeted_conv"]
    static let block = [
        "a1_unsup_conv_block", "uaed_unsup_conv", "uaed_unsup_dense_rs_grid", "uaed_sup_untargeted_conv",
    ]
    static let tolerance = 1e-9

    @Test(arguments: paper) func plainReference(_ name: String) throws {
        let golden = try GoldenFile(name)
        var worst = Worst()
        var final: CriticWeights<Double>?
        let outcome = try golden.run(SampleCritics<PlainCritic<Double>>.self) { t, state in
            golden.compare(state, t, &worst)
            final = state.critics.information[0].critic.weights
        }
        golden.compareCritic(try #require(final), &worst)
        golden.compareBest(outcome, &worst)
        #expect(worst.value < Self.tolerance, "\(worst)")
        #expect(worst.compared > 600)
    }

    @Test(arguments: block) func spanForm(_ name: String) throws {
        let golden = try GoldenFile(name)
        var worst = Worst()
        var final: CriticWeights<Double>?
        let outcome = try golden.run(SampleCritics<SpanCritic<Double>>.self) { t, state in
            golden.compare(state, t, &worst)
            final = state.critics.information[0].critic.weights(source: try golden.sourceRows())
        }
        golden.compareCritic(try #require(final), &worst)
        golden.compareBest(outcome, &worst)
        #expect(worst.value < Self.tolerance, "\(worst)")
        #expect(worst.compared > 600)
    }

    /// Sixteen samples side by side, model and critics, in Double: the same numbers.
    @Test(arguments: block.filter { !$0.contains("dense") }) func lanes(_ name: String) throws {
        let golden = try GoldenFile(name)
        var worst = Worst()
        let outcome = try golden.run(LaneCritics<Double>.self, .lanes) { t, state in
            golden.compare(state, t, &worst)
        }
        golden.compareBest(outcome, &worst)
        #expect(worst.value < Self.tolerance, "\(worst)")
        #expect(worst.compared > 600)
    }

    @Test(arguments: released) func releasedOrder(_ name: String) throws {
        let golden = try GoldenFile(name)
        var worst = Worst()
        var final: CriticWeights<Double>?
        let outcome = try golden.run(SampleCritics<PlainCritic<Double>>.self) { t, state in
            golden.compareReleased(state, t, &worst)
            final = state.critics.information[0].critic.weights
        }
        golden.compareCritic(try #require(final), &worst)
        golden.compareReleasedBest(outcome, &worst)
        #expect(worst.value < Self.tolerance, "\(worst)")
        #expect(worst.compared > 600)
    }
}

/// The largest difference met, and where the first beyond the tolerance was.
struct Worst: CustomStringConvertible {
    private(set) var value = 0.0
    private var place: String?
    private(set) var compared = 0

    mutating func compare(_ values: [Double], _ expected: [Double], _ place: String) {
        precondition(values.count == expected.count, "\(place): \(values.count) values, not \(expected.count)")
        compared += values.count
        for (one, other) in zip(values, expected) where !(abs(one - other) <= value) {
            value = abs(one - other).isNaN ? .infinity : abs(one - other)
            if value > GoldenTests.tolerance, self.place == nil { self.place = "\(place): \(value)" }
        }
    }

    var description: String { "\(value), first at \(place ?? "none")" }
}

extension GoldenFile {
    func run<K: Critics>(
        _ critics: K.Type, _ form: ExecutionForm = .nodes, observe: Observer<K>
    ) throws -> Outcome<K.Scalar> {
        var model = try Execution<K.Scalar>(graph, batch: 1, form: form)
        let attack = MinMax(
            parameters: parameters, randomness: GoldenRandomness<K.Scalar>(self), matrices: matrices())
        return try attack.run(batch(), critics, model: &model, observe: observe)[0]
    }

    func compare<K: Critics>(_ state: AttackState<K>, _ t: Int, _ worst: inout Worst) where K.Scalar == Double {
        let expected = trace[t - 1]
        let sample = state.sampleStates[0]
        worst.compare(state.delta, numbers(expected["delta"]), "delta \(t)")
        worst.compare(state.informationGradient.elements, numbers(expected["grad_I"]), "grad_I \(t)")
        worst.compare(state.direction, numbers(expected["grad_F"]), "grad_F \(t)")
        worst.compare(
            [sample.f, sample.information, sample.informationBeforeStep, sample.penalty],
            ["f", "I", "I_at_delta_t_before_step", "c_next"].map { number(expected[$0]) }, "scalars \(t)")
        worst.compare(
            state.critics.trainingEstimates(0), numbers(expected["mine_train_I_before_each_update"]),
            "training \(t)")
        worst.compare(
            [sample.bestIteration == t ? 1 : 0], [(expected["best_updated"] as! Bool) ? 1 : 0], "best flag \(t)")
    }

    func compareReleased<K: Critics>(_ state: AttackState<K>, _ t: Int, _ worst: inout Worst)
    where K.Scalar == Double {
        let expected = trace[t - 1]
        let sample = state.sampleStates[0]
        worst.compare(state.delta, numbers(expected["modifier"]), "modifier \(t)")
        worst.compare(state.direction, numbers(expected["grad_F"]), "grad_F \(t)")
        worst.compare(
            [max(sample.criterionCurve[t - 1], 0), sample.information, sample.informationBeforeStep, sample.penalty],
            ["l_pre_step", "mutual_in", "I_before_step", "c_next"].map { number(expected[$0]) }, "scalars \(t)")
        worst.compare(
            state.critics.trainingEstimates(0), numbers(expected["mine_train_I_before_each_update"]),
            "training \(t)")
        worst.compare(
            [sample.bestIteration == t ? 1 : 0], [(expected["best_updated"] as! Bool) ? 1 : 0], "best flag \(t)")
    }

    func compareCritic(_ critic: CriticWeights<Double>, _ worst: inout Worst) {
        let expected: CriticWeights<Double> = weights(result["final_mine"])
        worst.compare(critic.left, expected.left, "final A")
        worst.compare(critic.right, expected.right, "final B")
        worst.compare(critic.bias, expected.bias, "final b")
        worst.compare(critic.output, expected.output, "final w")
    }

    func compareBest(_ outcome: Outcome<Double>, _ worst: inout Worst) {
        worst.compare([outcome.isFeasible ? 1 : 0], [(result["success"] as! Bool) ? 1 : 0], "success")
        guard let z = outcome.z, result["success"] as! Bool else { return }
        worst.compare(zip(z, x).map { $0 - $1 }, numbers(result["best_delta"]), "best delta")
        worst.compare([outcome.information!], [number(result["best_I"])], "best I")
    }

    func compareReleasedBest(_ outcome: Outcome<Double>, _ worst: inout Worst) {
        worst.compare([outcome.isFeasible ? 1 : 0], [(result["success"] as! Bool) ? 1 : 0], "success")
        worst.compare(outcome.z ?? outcome.closest ?? [], numbers(result["best_image"]), "best image")
        if outcome.isFeasible { worst.compare([outcome.information!], [number(result["best_value"])], "best I") }
    }

    /// The K rows of x, padded.
    func sourceRows() throws -> [Double] {
        var model = try Execution<Double>(graph, batch: 1)
        model.forward(Tensor(shape: [1, x.count], elements: x))
        let shape = CriticShape(rows: rowCount, hidden: hidden, rowLength: rowLength)
        var sampler =
            matrices().map { RowSampler(parameters, matrices: $0, batch: 1) }
            ?? RowSampler(parameters, featureMaps: model.firstConvolution!, batch: 1)
        sampler.observe(Tensor(shape: [1, x.count], elements: x), model: model)
        var padded = PaddedRows<Double>(shape)
        padded.replace(with: sampler.rows, offset: 0)
        return padded.elements
    }
}

extension SpanCritic {
    /// The matrices that the span form never forms.
    func weights(source: [Scalar]) -> CriticWeights<Scalar> {
        CriticWeights(
            hidden: shape.hidden, rowLength: shape.rowLength, left: leftMatrix(source: source), right: rightMatrix,
            bias: state.bias, output: state.output)
    }
}
