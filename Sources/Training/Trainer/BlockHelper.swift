// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Blocks that another thread works on.
actor BlockHelper<Scalar: Real> {
    /// A block's share of the loss and its gradients.
    struct Share: Sendable {
        let block: Int
        let loss: Double
        let gradients: [Scalar]
    }

    private var work: BlockWork<Scalar>

    init(_ work: BlockWork<Scalar>) { self.work = work }

    func learn(
        _ blocks: [Int], _ batch: TrainingBatch<Scalar>, weights: [Scalar], statistics: [Scalar]
    ) throws -> [Share] {
        work.load(weights: weights, statistics: statistics)
        return try blocks.map { try work.share($0, batch, weights) }
    }
}

extension BlockWork {
    /// One block's share of the loss, with its gradients by themselves.
    mutating func share(
        _ block: Int, _ batch: TrainingBatch<Scalar>, _ weights: [Scalar]
    ) throws -> BlockHelper<Scalar>.Share {
        var gradients = [Scalar](repeating: 0, count: gradientCount)
        let loss = try learn(block, batch, weights, adding: &gradients)
        return .init(block: block, loss: loss, gradients: gradients)
    }
}
