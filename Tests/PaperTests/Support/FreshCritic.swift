// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// A judge of I that no attack has seen: critics trained on x and what is published of it alone, all pairs.
struct FreshCritic {
    let parameters: Parameters
    let steps: Int

    init(_ parameters: Parameters, steps: Int = 100) {
        self.parameters = parameters
        self.steps = steps
    }

    /// I of each sample, mean of three starts. A sample without a success stands for itself.
    func information(
        _ batch: Batch<Float>, _ outcomes: [Outcome<Float>], _ model: inout Execution<Float>
    ) throws -> [Double] {
        var z = batch.x
        let d = batch.sampleCount
        for (k, outcome) in outcomes.enumerated() {
            if let values = outcome.z { z.elements.replaceSubrange(k * d..<(k + 1) * d, with: values) }
        }
        model.forward(batch.x)
        let source = try #require(model.featureMaps).elements
        model.forward(z)
        let rows = try #require(model.featureMaps).elements
        let maps = try #require(model.firstConvolution)
        let shape = CriticShape(rows: maps.maps, hidden: parameters.hiddenUnits, rowLength: maps.length)
        return batch.indices.enumerated().map { k, index in
            let offset = k * maps.maps * maps.length
            let estimates = (0..<3).map { start in
                var stream = RandomStream(
                    seed: 1234, sample: UInt64(index), purpose: .criticStart, occasion: UInt32(start))
                let weights = CriticWeights<Float>(hidden: shape.hidden, rowLength: shape.rowLength, from: &stream)
                var critic = SpanCritic<Float>(
                    weights, source: source, offset: offset, shape: shape, optimiser: Optimiser(parameters))
                critic.observe(rows, offset: offset)
                for _ in 0..<steps { _ = critic.ascend(permutation: nil) }
                return Double(critic.estimate(permutation: nil))
            }
            return estimates.reduce(0, +) / 3
        }
    }
}
