// SPDX-License-Identifier: Apache-2.0
import Foundation
import Models
import Tensors

@testable import Training

/// One golden trajectory of six steps (fields as in Fixtures/training/README.md).
struct GoldenTraining {
    static let names = [
        "dense_sgd_mse_sigmoid", "dense_momentum_mse_sigmoid", "dense_nesterov_mse_sigmoid", "dense_adam_mse_sigmoid",
        "dense_adamw_mse_sigmoid", "dense_rmsprop_mse_sigmoid", "dense_adadelta_bce_logits", "dense_adam_sparse",
        "conv_bn_adam_mse", "conv_bn_adam_mse_cosine", "skip_momentum_mse", "classifier_adam_cross_entropy",
    ]
    static let rows = 5

    let root: [String: Any]
    let graph: Graph
    let code: Graph.ValueID?
    /// The files' names of the weights and statistics, by value.
    let named: [(name: String, value: Graph.ValueID)]

    init(_ name: String) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/training/train_\(name).json").standardized
        root = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as! [String: Any]
        var writer = GraphWriter(start: root["start"] as! [String: Any])
        code = writer.model(root["model"] as! String)
        (graph, named) = (writer.graph, writer.named)
    }

    var steps: [[String: Any]] { root["trace"] as! [[String: Any]] }
    var lossWord: String { root["loss"] as! String }

    var plan: TrainingPlan {
        let words = root["optimiser"] as! [String: Any]
        var optimiser = Optimiser.named[words["name"] as! String]!
        if let decay = words["weight_decay"] { optimiser.weightDecay = number(decay) }
        let rate = number(words["lr"])
        let loss: TrainingLoss =
            switch lossWord {
            case "mse": .squares(sigmoid: false)
            case "mse_sigmoid": .squares(sigmoid: true)
            case "bce_logits": .binaryCrossEntropy
            case "cross_entropy": .crossEntropy
            default: .sparse(SparsePenalty())
            }
        return TrainingPlan(
            loss: loss, optimiser: optimiser,
            rate: LearningRate(rate, course: root["schedule"] is String ? .cosine : .constant, end: 1e-4),
            batch: Self.rows, steps: 6)
    }

    /// The samples and targets of a step.
    func data(_ step: Int, elements: Int) -> TrainingData<Double> {
        let y = numbers((root["y"] as! [Any])[step])
        let targets =
            plan.loss.readsLabels
            ? LossTargets<Double>(labels: y.map { Int32($0) }) : LossTargets<Double>(numbers: y)
        return TrainingData(numbers((root["x"] as! [Any])[step]), elements: elements, targets: targets)
    }

    /// What the file says of all weights, or all statistics, as they lie in the flat arrays.
    func flat(_ values: [Graph.ValueID], _ fields: Any?) -> [Double] {
        let fields = fields as! [String: Any]
        return values.flatMap { value in numbers(fields[named.first { $0.value == value }!.name]) }
    }
}

func number(_ any: Any?) -> Double { (any as! NSNumber).doubleValue }

/// All numbers of nested lists, in order.
func numbers(_ any: Any?) -> [Double] {
    guard let list = any as? [Any] else { return [number(any)] }
    return list.flatMap { numbers($0) }
}
