// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Training

/// The golden trainings in double precision within 10⁻⁹: the loss, the gradients, the weights and statistics after each
/// step, and the trained model's output.
@Suite(.timeLimit(.minutes(10))) struct GoldenTrainingTests {
    @Test(arguments: GoldenTraining.names, [ExecutionForm.nodes, .lanes])
    func trajectory(_ name: String, _ form: ExecutionForm) async throws {
        let golden = try GoldenTraining(name)
        let trainable = try TrainableGraph(golden.graph, code: golden.lossWord == "sparse" ? golden.code : nil)
        let weights = trainable.weights.map(\.value)
        let statistics = trainable.statistics.flatMap { [$0.mean, $0.variance] }
        #expect(Set(weights + statistics) == Set(golden.named.map(\.value)))
        let start = (golden.flat(weights, golden.root["start"]), golden.flat(statistics, golden.root["start"]))
        let first = golden.data(0, elements: trainable.inputCount)
        var trainer = try Trainer(trainable, plan: golden.plan, data: first, start: start, form: form)
        // Batches of five have no statistics in lanes.
        #expect(trainer.runsInLanes == (form == .lanes && !trainable.mixesSamples))
        for (index, step) in golden.steps.enumerated() {
            #expect(abs(golden.plan.rate.value(step: index, of: 6) - number(step["rate"])) < 1e-12)
            let batch = golden.data(index, elements: trainable.inputCount)
            let loss = try await trainer.learn(batch.all(trainable))
            #expect(abs(loss - number(step["loss"])) < 1e-9, "the loss of step \(index + 1)")
            compare(trainer.gradient, golden.flat(weights, step["gradient"]), "the gradients of step \(index + 1)")
            compare(trainer.state.weights, golden.flat(weights, step["after"]), "the weights after step \(index + 1)")
            compare(
                trainer.state.statistics, golden.flat(statistics, step["after"]),
                "the statistics after step \(index + 1)")
        }
        var pass = try NodePass<Double>(trainable, rows: GoldenTraining.rows, evaluates: true)
        pass.load(weights: trainer.state.weights, statistics: trainer.state.statistics)
        try pass.forward(first.samples)
        compare(pass.output, numbers(golden.root["output_in_evaluation"]), "the trained model's output")
    }

    private func compare(_ one: [Double], _ other: [Double], _ what: String) {
        #expect(one.count == other.count, "\(what)")
        let worst = zip(one, other).map { abs($0 - $1) }.max() ?? 0
        #expect(worst < 1e-9, "\(what): \(worst)")
    }
}

extension TrainingData {
    /// All samples as one batch.
    func all(_ trainable: TrainableGraph) -> TrainingBatch<Scalar> {
        var batch = TrainingBatch<Scalar>(
            rows: count, elements: trainable.inputCount, outputs: trainable.outputCount,
            readsLabels: !targets.labels.isEmpty)
        batch.gather(first: 0, from: self)
        return batch
    }
}
