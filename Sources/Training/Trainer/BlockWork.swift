// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// The forward and reverse sweeps of a batch's blocks, or of those of one thread, in lanes or node by node.
///
/// A block has sixteen samples; node by node it is the whole batch if samples influence one another. Rows that a last
/// block lacks repeat its last sample and get no cotangent.
struct BlockWork<Scalar: Real>: Sendable {
    let plan: TrainingPlan
    /// Samples of a block.
    let rows: Int
    /// Whether all blocks go forwards before any goes back.
    let isJoint: Bool
    private var lanes: LanePass<Scalar>?
    /// One for each block that holds its values; empty in lanes.
    private var nodes: [NodePass<Scalar>] = []
    private let inputs: Int
    private let outputs: Int
    private let codes: Int
    private let weightCount: Int
    private var x: [Scalar]
    private var output: [Scalar]
    private var cotangent: [Scalar]
    private var codeCotangent: [Scalar]

    init(_ trainable: TrainableGraph, _ plan: TrainingPlan, _ form: ExecutionForm) throws {
        self.plan = plan
        let mixes = trainable.mixesSamples
        let blocks = (plan.rows + Lanes.count - 1) / Lanes.count
        // Statistics in lanes count all sixteen samples of each block.
        if form == .lanes, !mixes || plan.rows % Lanes.count == 0 {
            lanes = LanePass(trainable, blocks: mixes || !plan.loss.isSeparable ? blocks : 1)
        }
        rows = lanes == nil && mixes ? plan.rows : Lanes.count
        isJoint = !plan.loss.isSeparable || (lanes != nil && mixes)
        (inputs, outputs, codes) = (trainable.inputCount, trainable.outputCount, trainable.codeCount)
        weightCount = trainable.weightCount
        let isInLanes = lanes != nil
        x = Array(repeating: 0, count: isInLanes ? 0 : rows * inputs)
        output = Array(repeating: 0, count: rows * outputs)
        cotangent = output
        codeCotangent = Array(repeating: 0, count: isInLanes ? 0 : rows * codes)
        guard !isInLanes else { return }
        let pass = try NodePass<Scalar>(trainable, rows: rows)
        nodes = Array(repeating: pass, count: isJoint ? self.blocks : 1)
    }

    var isInLanes: Bool { lanes != nil }
    /// The blocks of a batch.
    var blocks: Int { (plan.rows + rows - 1) / rows }
    /// Elements of the gradients as ``learn(_:_:_:adding:)`` lays them out.
    var gradientCount: Int { lanes?.gradientCount ?? weightCount }

    private func filled(_ block: Int) -> Int { min(rows, plan.rows - block * rows) }

    mutating func load(weights: [Scalar], statistics: [Scalar]) {
        lanes?.load(weights: weights)
        for index in nodes.indices { nodes[index].load(weights: weights, statistics: statistics) }
    }

    /// Adds gradients to those of the flat array of weights.
    func unpack(_ gradients: [Scalar], into weights: inout [Scalar]) {
        if let lanes { return lanes.unpack(gradients, into: &weights) }
        for index in weights.indices { weights[index] += gradients[index] }
    }

    /// The running statistics after a batch, where they are not written by the forward pass itself.
    func readStatistics(into statistics: inout [Scalar]) { nodes.first?.readStatistics(into: &statistics) }
}

/// Blocks that are learned one by one.
extension BlockWork {
    /// Forward, loss and gradient of one block; returns its share of the loss.
    @specialized(where Scalar == Float)
    mutating func learn(
        _ block: Int, _ batch: TrainingBatch<Scalar>, _ weights: [Scalar], adding gradients: inout [Scalar]
    ) throws -> Double {
        let filled = filled(block)
        if lanes != nil {
            var none: [Scalar] = []
            lanes!.place(batch.x, first: block * rows, rows: filled, in: 0)
            try lanes!.forward(0..<1, weights: weights, statistics: &none)
            lanes!.readOutput(0, rows: filled, into: &output, first: 0)
        } else {
            try forward(block, on: 0, batch)
            output = nodes[0].output
        }
        for index in filled * outputs..<rows * outputs { cotangent[index] = 0 }
        let share = plan.loss.share(
            output, rows: filled, count: outputs, targets: batch.targets, first: block * rows, batch: plan.rows,
            gradient: &cotangent)
        if lanes != nil {
            lanes!.place(output: cotangent, code: nil, first: 0, in: 0)
            try lanes!.addGradients(0..<1, weights: weights, to: &gradients)
        } else {
            nodes[0].addGradients(output: cotangent, code: nil, to: &gradients)
        }
        return share
    }

    private mutating func forward(_ block: Int, on pass: Int, _ batch: TrainingBatch<Scalar>) throws {
        let filled = filled(block)
        for row in 0..<rows {
            let from = (block * rows + min(row, filled - 1)) * inputs
            for element in 0..<inputs { x[row * inputs + element] = batch.x[from + element] }
        }
        try nodes[pass].forward(x)
    }
}

/// All blocks at once.
extension BlockWork {
    /// Outputs and codes of a whole batch, [blocks·rows, count].
    mutating func forward(
        _ batch: TrainingBatch<Scalar>, _ weights: [Scalar], statistics: inout [Scalar], output: inout [Scalar],
        code: inout [Scalar]
    ) throws {
        if lanes != nil {
            for block in 0..<blocks {
                lanes!.place(batch.x, first: block * rows, rows: filled(block), in: block)
            }
            try lanes!.forward(0..<blocks, weights: weights, statistics: &statistics)
            for block in 0..<blocks {
                lanes!.readOutput(block, rows: filled(block), into: &output, first: block * rows)
                if !code.isEmpty { lanes!.readCode(block, rows: filled(block), into: &code, first: block * rows) }
            }
            return
        }
        for block in 0..<blocks {
            try forward(block, on: block, batch)
            output.replaceSubrange(block * rows * outputs..<(block + 1) * rows * outputs, with: nodes[block].output)
            if !code.isEmpty {
                code.replaceSubrange(block * rows * codes..<(block + 1) * rows * codes, with: nodes[block].code)
            }
        }
    }

    /// Adds the gradients of all blocks for the batch's cotangents, which are zero beyond its last sample.
    mutating func addGradients(
        output: [Scalar], code: [Scalar], _ weights: [Scalar], to gradients: inout [Scalar]
    ) throws {
        if lanes != nil {
            for block in 0..<blocks {
                lanes!.place(output: output, code: code.isEmpty ? nil : code, first: block * rows, in: block)
            }
            return try lanes!.addGradients(0..<blocks, weights: weights, to: &gradients)
        }
        for block in 0..<blocks {
            for index in cotangent.indices { cotangent[index] = output[block * rows * outputs + index] }
            if !code.isEmpty {
                for index in codeCotangent.indices { codeCotangent[index] = code[block * rows * codes + index] }
            }
            nodes[block].addGradients(output: cotangent, code: code.isEmpty ? nil : codeCotangent, to: &gradients)
        }
    }
}
