// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A batch whose blocks go forwards together, before any goes back: samples influence one another, in the loss or in
/// statistics.
struct JointLoss<Scalar: Real>: Sendable {
    private let plan: TrainingPlan
    private let outputs: Int
    private let codes: Int
    private var output: [Scalar]
    private var code: [Scalar]
    private var outputCotangent: [Scalar]
    private var codeCotangent: [Scalar]

    init(_ work: BlockWork<Scalar>, outputs: Int, codes: Int) {
        plan = work.plan
        self.outputs = outputs
        self.codes = codes
        let rows = work.isJoint ? work.blocks * work.rows : 0
        output = Array(repeating: 0, count: rows * outputs)
        code = Array(repeating: 0, count: plan.loss.readsCode ? rows * codes : 0)
        (outputCotangent, codeCotangent) = (output, code)
    }

    mutating func learn(
        _ work: inout BlockWork<Scalar>, _ batch: TrainingBatch<Scalar>, _ weights: [Scalar],
        statistics: inout [Scalar], adding gradients: inout [Scalar]
    ) throws -> Double {
        try work.forward(batch, weights, statistics: &statistics, output: &output, code: &code)
        var loss = plan.loss.share(
            output, rows: plan.rows, count: outputs, targets: batch.targets, first: 0, batch: plan.rows,
            gradient: &outputCotangent)
        if case .sparse(let penalty) = plan.loss {
            loss += penalty.value(code, batch: plan.rows, count: codes, gradient: &codeCotangent)
        }
        try work.addGradients(output: outputCotangent, code: codeCotangent, weights, to: &gradients)
        return loss
    }
}
