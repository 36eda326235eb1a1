// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The criterion's judgement of a stored sample.
public struct Judgement: Codable, Equatable, Sendable {
    public let f: Double
    /// The loss at the source.
    public let lossBefore: Double
    /// The loss at the stored values.
    public let lossAfter: Double
    /// f ≤ −margin and, for a supervised objective, the class is decided.
    public let isFeasible: Bool
    /// Whether any value differs from the source.
    public let isChanged: Bool
    /// Whether the attack applies to the sample.
    public let isEligible: Bool
}

extension Parameters {
    /// Judges the `stored` values, [n, d], against their sources. It serves presets that ignore the storage grid, and
    /// all other ways to change a sample.
    public func judge<Scalar: Real>(
        stored: Tensor<Scalar>, against batch: Batch<Scalar>, model: inout Execution<Scalar>
    ) -> [Judgement] {
        precondition(stored.shape == batch.x.shape && batch.count <= model.batch, "\(stored.shape) does not fit")
        var criterion = criterion(for: batch, at: batch.x.padded(to: model.batch), model: &model)
        let values = criterion.evaluated(stored.padded(to: model.batch), samples: batch.count, model: &model)
        let d = batch.sampleCount
        return (0..<batch.count).map { sample in
            let range = sample * d..<(sample + 1) * d
            return Judgement(
                f: values[sample], lossBefore: criterion.lossBefore(sample), lossAfter: criterion.loss(sample),
                isFeasible: values[sample] <= -margin && criterion.isDecided(sample),
                isChanged: stored.elements[range] != batch.x.elements[range],
                isEligible: batch.exclusion(sample) == nil && criterion.exclusion(sample) == nil)
        }
    }
}

extension Tensor where Element: Real {
    /// [n, d] with rows of zeros appended up to `batch` rows.
    func padded(to batch: Int) -> Tensor {
        let missing = (batch - shape[0]) * shape[1]
        return Tensor(shape: [batch, shape[1]], elements: elements + Array(repeating: 0, count: missing))
    }
}
