// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The loss of a model in inference mode: the mean over all samples of some data, without a sparse model's penalty. In
/// `Float` it runs as an attack would run the model.
public struct Evaluation<Scalar: Real> {
    private let plan: TrainingPlan
    private let data: TrainingData<Scalar>
    private let outputs: Int
    private let trainable: TrainableGraph
    private var pass: NodePass<Scalar>
    private var batch: TrainingBatch<Scalar>
    private var cotangent: [Scalar]

    public init(_ trainable: TrainableGraph, _ plan: TrainingPlan, _ data: TrainingData<Scalar>) throws {
        self.plan = plan
        self.data = data
        outputs = trainable.outputCount
        self.trainable = trainable
        pass = try NodePass(trainable, rows: Lanes.count, evaluates: true)
        batch = TrainingBatch(
            rows: Lanes.count, elements: trainable.inputCount, outputs: outputs, readsLabels: plan.loss.readsLabels)
        cotangent = Array(repeating: 0, count: Lanes.count * outputs)
    }

    public mutating func loss(weights: [Scalar], statistics: [Scalar]) throws -> Double {
        var execution =
            Scalar.self == Float.self ? try trainable.execution(weights: weights, statistics: statistics) : nil
        pass.load(weights: weights, statistics: statistics)
        var sum: Double = 0
        for first in stride(from: 0, to: data.count, by: Lanes.count) {
            batch.gather(first: first, from: data)
            execution?.forward(Tensor(shape: [Lanes.count, batch.x.count / Lanes.count], elements: batch.x))
            if execution == nil { try pass.forward(batch.x) }
            let rows = min(Lanes.count, data.count - first)
            sum +=
                plan.loss.share(
                    execution?.output.elements ?? pass.output, rows: rows, count: outputs, targets: batch.targets,
                    first: 0, batch: rows,
                    gradient: &cotangent) * Double(rows)
        }
        return sum / Double(data.count)
    }
}
