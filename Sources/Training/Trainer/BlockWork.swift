// SPDX-License-Identifier: Apache-2.0
import Base
import Models
import Tensors

/// The forward and reverse sweeps of some of a batch's blocks: of all blocks, or of every n-th one.
///
/// A block has sixteen samples, or the whole batch if samples influence one another. Rows that a last block lacks
/// repeat its last sample and get no cotangent.
struct BlockWork<Scalar: Real>: Sendable {
    let plan: TrainingPlan
    let rows: Int
    private(set) var passes: [NodePass<Scalar>]
    private let inputs: Int
    private let outputs: Int
    private let codes: Int
    private var x: [Scalar]
    private var cotangent: [Scalar]
    private var codeCotangent: [Scalar]?

    /// - Parameter count: passes that hold their values at once: one is enough if blocks are learned one by one.
    init(_ trainable: TrainableGraph, _ plan: TrainingPlan, count: Int) throws {
        self.plan = plan
        rows = trainable.mixesSamples ? plan.rows : Lanes.count
        let pass = try NodePass<Scalar>(trainable, rows: rows)
        passes = Array(repeating: pass, count: count)
        (inputs, outputs, codes) = (trainable.inputCount, trainable.outputCount, trainable.codeCount)
        x = Array(repeating: 0, count: rows * inputs)
        cotangent = Array(repeating: 0, count: rows * outputs)
        codeCotangent = plan.loss.readsCode ? Array(repeating: 0, count: rows * codes) : nil
    }

    /// The blocks of a batch.
    var blocks: Int { (plan.rows + rows - 1) / rows }

    mutating func load(weights: [Scalar], statistics: [Scalar]) {
        for index in passes.indices { passes[index].load(weights: weights, statistics: statistics) }
    }

    private func filled(_ block: Int) -> Int { min(rows, plan.rows - block * rows) }

    mutating func forward(_ block: Int, on pass: Int, _ batch: TrainingBatch<Scalar>) throws {
        let filled = filled(block)
        for row in 0..<rows {
            let from = (block * rows + min(row, filled - 1)) * inputs
            for element in 0..<inputs { x[row * inputs + element] = batch.x[from + element] }
        }
        try passes[pass].forward(x)
    }

    /// Forward, loss and gradient of one block; returns its share of the loss.
    mutating func learn(
        _ block: Int, _ batch: TrainingBatch<Scalar>, adding gradient: inout [Scalar]
    ) throws -> Double {
        try forward(block, on: 0, batch)
        for index in cotangent.indices { cotangent[index] = 0 }
        let share = plan.loss.share(
            passes[0].output, rows: filled(block), count: outputs, targets: batch.targets, first: block * rows,
            batch: plan.rows, gradient: &cotangent)
        passes[0].addGradients(output: cotangent, code: nil, to: &gradient)
        return share
    }

    /// Copies output and code of a block's samples into those of the batch.
    func read(_ block: Int, on pass: Int, output: inout [Scalar], code: inout [Scalar]) {
        copy(passes[pass].output, outputs, block, into: &output)
        if codeCotangent != nil { copy(passes[pass].code, codes, block, into: &code) }
    }

    private func copy(_ values: [Scalar], _ count: Int, _ block: Int, into all: inout [Scalar]) {
        for index in 0..<filled(block) * count { all[block * rows * count + index] = values[index] }
    }

    /// Adds the gradients of one block for its part of the batch's cotangents.
    mutating func addGradients(
        _ block: Int, on pass: Int, output: [Scalar], code: [Scalar], to gradient: inout [Scalar]
    ) {
        for index in cotangent.indices {
            cotangent[index] = index < filled(block) * outputs ? output[block * rows * outputs + index] : 0
        }
        if codeCotangent != nil {
            for index in 0..<rows * codes {
                codeCotangent![index] = index < filled(block) * codes ? code[block * rows * codes + index] : 0
            }
        }
        passes[pass].addGradients(output: cotangent, code: codeCotangent, to: &gradient)
    }
}

/// Blocks that another thread works on: every n-th one.
actor BlockHelper<Scalar: Real> {
    /// A block's share of the loss and its gradients.
    struct Share: Sendable {
        let block: Int
        let loss: Double
        let gradient: [Scalar]
    }

    private var work: BlockWork<Scalar>
    private let weightCount: Int

    init(_ work: BlockWork<Scalar>, weightCount: Int) {
        self.work = work
        self.weightCount = weightCount
    }

    func learn(
        _ blocks: [Int], _ batch: TrainingBatch<Scalar>, weights: [Scalar], statistics: [Scalar]
    ) throws -> [Share] {
        work.load(weights: weights, statistics: statistics)
        return try blocks.map { block in
            var gradient = [Scalar](repeating: 0, count: weightCount)
            let loss = try work.learn(block, batch, adding: &gradient)
            return Share(block: block, loss: loss, gradient: gradient)
        }
    }
}
