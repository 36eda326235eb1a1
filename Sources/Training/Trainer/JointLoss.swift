// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A loss in which samples of a batch influence one another: all blocks go forwards before any goes back.
struct JointLoss<Scalar: Real>: Sendable {
    private let plan: TrainingPlan
    private let outputs: Int
    private let codes: Int
    private var output: [Scalar]
    private var code: [Scalar]
    private var outputCotangent: [Scalar]
    private var codeCotangent: [Scalar]

    init(_ plan: TrainingPlan, outputs: Int, codes: Int) {
        self.plan = plan
        self.outputs = outputs
        self.codes = codes
        let rows = plan.loss.isSeparable ? 0 : plan.rows
        output = Array(repeating: 0, count: rows * outputs)
        code = Array(repeating: 0, count: rows * codes)
        (outputCotangent, codeCotangent) = (output, code)
    }

    mutating func learn(
        _ work: inout BlockWork<Scalar>, _ batch: TrainingBatch<Scalar>, adding gradient: inout [Scalar]
    ) throws -> Double {
        for block in 0..<work.blocks {
            try work.forward(block, on: block, batch)
            work.read(block, on: block, output: &output, code: &code)
        }
        var loss = plan.loss.share(
            output, rows: plan.rows, count: outputs, targets: batch.targets, first: 0, batch: plan.rows,
            gradient: &outputCotangent)
        if case .sparse(let penalty) = plan.loss {
            loss += penalty.value(code, batch: plan.rows, count: codes, gradient: &codeCotangent)
        }
        for block in 0..<work.blocks {
            work.addGradients(block, on: block, output: outputCotangent, code: codeCotangent, to: &gradient)
        }
        return loss
    }
}
