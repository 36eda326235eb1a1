// SPDX-License-Identifier: Apache-2.0
import Tensors

/// A bound graph lowered to lanes: a chain of steps on blocks of sixteen samples, with all memory laid out in advance.
///
/// Only graphs of one path are lowered (every autoencoder of the paper is one). ``BoundGraph`` runs all others and is
/// the reference in tests.
struct LaneGraph<Scalar: Real>: Sendable {
    /// One step with the places of its input and output.
    struct Stage: Sendable {
        let step: LaneStep<Scalar>
        let x: LaneValue
        let y: LaneValue
    }

    let batch: Int
    let stages: [Stage]
    let input: LaneValue
    let output: LaneValue
    let features: LaneValue?
    /// Number of leading stages that compute the feature maps.
    private let featureStages: Int
    private let scratch: Int
    /// The memory of each block of sixteen samples.
    private(set) var blocks: [[Scalar]]

    init(_ chain: LaneChain<Scalar>, batch: Int) {
        self.batch = batch
        stages = chain.stages
        input = chain.input
        output = chain.output
        features = chain.features
        featureStages = chain.featureStages
        scratch = chain.scratch
        let size = (chain.scratch + chain.scratchCount) * Lanes.count
        blocks = (0..<(batch + Lanes.count - 1) / Lanes.count).map { _ in Array(repeating: 0, count: size) }
    }

    /// The samples in a block; fewer than sixteen in the last.
    private func rows(_ block: Int) -> Int { min(Lanes.count, batch - block * Lanes.count) }

    /// One forward pass at z, [batch, d].
    @specialized(where Scalar == Float)
    mutating func forward(_ z: [Scalar]) {
        for block in blocks.indices {
            Lanes.interleave(
                z, firstRow: block * Lanes.count, rowCount: rows(block), count: input.count, into: &blocks[block],
                at: input.offset)
            for stage in stages { stage.step.forward(&blocks[block], x: stage.x, y: stage.y, scratch: scratch) }
        }
    }

    /// The gradient Jᵀȳ for the output's cotangent, [batch, outputs], into `gradient`, [batch, d].
    @specialized(where Scalar == Float)
    mutating func pullBack(output cotangent: [Scalar], into gradient: inout [Scalar]) {
        for block in blocks.indices {
            Lanes.interleave(
                cotangent, firstRow: block * Lanes.count, rowCount: rows(block), count: output.count,
                into: &blocks[block], at: output.slope)
            pullBack(block, from: stages.count, into: &gradient)
        }
    }

    /// The gradient Jᵀȳ for the feature maps' cotangent, [batch, K, d'], into `gradient`, [batch, d].
    mutating func pullBack(featureMaps cotangent: [Scalar], into gradient: inout [Scalar]) {
        guard let features else { return }
        for block in blocks.indices {
            Lanes.interleave(
                cotangent, firstRow: block * Lanes.count, rowCount: rows(block), count: features.count,
                into: &blocks[block], at: features.slope)
            pullBack(block, from: featureStages, into: &gradient)
        }
    }

    @specialized(where Scalar == Float)
    private mutating func pullBack(_ block: Int, from last: Int, into gradient: inout [Scalar]) {
        for stage in stages[..<last].reversed() {
            stage.step.adjoint(&blocks[block], x: stage.x, y: stage.y, scratch: scratch)
        }
        Lanes.deinterleave(
            blocks[block], at: input.slope, count: input.count, into: &gradient, firstRow: block * Lanes.count,
            rowCount: rows(block))
    }

    /// Copies the feature maps of block `block`, K·d' vectors, to `memory` from vector `offset` on.
    func copyFeatures(_ block: Int, into memory: inout [Scalar], at offset: Int) {
        guard let features else { return }
        Lanes.copy(blocks[block], at: features.offset, count: features.count, into: &memory, at: offset)
    }

    /// The gradient Jᵀȳ of block `block`'s feature maps, whose cotangent lies in `memory` from vector `offset` on.
    mutating func pullBack(
        _ block: Int, featureMaps memory: [Scalar], at offset: Int, into gradient: inout [Scalar]
    ) {
        guard let features else { return }
        Lanes.copy(memory, at: offset, count: features.count, into: &blocks[block], at: features.slope)
        pullBack(block, from: featureStages, into: &gradient)
    }

    /// Copies a value of every sample into `rows`, [batch, count].
    @specialized(where Scalar == Float)
    func read(_ value: LaneValue, into rows: inout [Scalar]) {
        for block in blocks.indices {
            Lanes.deinterleave(
                blocks[block], at: value.offset, count: value.count, into: &rows, firstRow: block * Lanes.count,
                rowCount: self.rows(block))
        }
    }
}
