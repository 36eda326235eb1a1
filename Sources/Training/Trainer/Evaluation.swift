// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The loss of a model in inference mode: the mean over all samples of some data, without a sparse model's penalty.
public struct Evaluation<Scalar: Real> {
    private let plan: TrainingPlan
    private let data: TrainingData<Scalar>
    private let outputs: Int
    private var pass: NodePass<Scalar>
    private var batch: TrainingBatch<Scalar>
    private var cotangent: [Scalar]

    public init(_ trainable: TrainableGraph, _ plan: TrainingPlan, _ data: TrainingData<Scalar>) throws {
        self.plan = plan
        self.data = data
        outputs = trainable.outputCount
        pass = try NodePass(trainable, rows: Lanes.count, evaluates: true)
        batch = TrainingBatch(
            rows: Lanes.count, elements: trainable.inputCount, outputs: outputs, readsLabels: plan.loss.readsLabels)
        cotangent = Array(repeating: 0, count: Lanes.count * outputs)
    }

    public mutating func loss(weights: [Scalar], statistics: [Scalar]) throws -> Double {
        pass.load(weights: weights, statistics: statistics)
        var sum: Double = 0
        for first in stride(from: 0, to: data.count, by: Lanes.count) {
            batch.gather(first: first, from: data)
            try pass.forward(batch.x)
            let rows = min(Lanes.count, data.count - first)
            sum +=
                plan.loss.share(
                    pass.output, rows: rows, count: outputs, targets: batch.targets, first: 0, batch: rows,
                    gradient: &cotangent) * Double(rows)
        }
        return sum / Double(data.count)
    }
}
