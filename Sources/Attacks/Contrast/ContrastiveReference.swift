// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The samples that a contrastive criterion contrasts a sample with: two views each, embedded once per job and never
/// perturbed.
public struct ContrastiveReference<Scalar: Real>: Sendable {
    /// The most samples of a dataset that serve as the reference.
    public static var mostSamples: Int { 512 }

    let geometry: ImageGeometry
    let seed: UInt64
    /// Indices in the dataset.
    private let samples: [Int]
    /// h of the two views of each sample, [2·samples, P].
    let embeddings: [Double]

    /// The indices of 512 samples (all, if fewer) out of `count`, drawn without replacement, in ascending order.
    public static func choose(of count: Int, seed: UInt64) -> [Int] {
        var stream = RandomStream(seed: seed, sample: 0, purpose: .reference)
        return stream.permutation(of: count).prefix(mostSamples).sorted()
    }

    /// nil if there are fewer than two samples: the criterion would be constant without another sample to contrast
    /// with.
    ///
    /// - Parameters:
    ///   - samples: indices in the dataset.
    ///   - model: the embedding g; it is run on all views.
    ///   - read: returns the values of samples `range` of these, in the model's layout, [count, d].
    /// - Throws: the error of `read`.
    public init?(
        samples: [Int], geometry: ImageGeometry, seed: UInt64, model: inout Execution<Scalar>,
        read: (Range<Int>) throws -> Tensor<Scalar>
    ) rethrows {
        guard samples.count > 1 else { return nil }
        self.samples = samples
        self.geometry = geometry
        self.seed = seed
        let P = model.outputCount
        var embeddings = [Double](repeating: 0, count: 2 * samples.count * P)
        for start in stride(from: 0, to: samples.count, by: model.batch) {
            let range = start..<min(start + model.batch, samples.count)
            let x = try read(range)
            for side in 0..<2 {
                let views = Self.views(x, samples[range], side: side, batch: model.batch, geometry, seed)
                model.forward(views.map { min(max($0, 0), 1) })
                let output = model.output.elements.map { Double($0) }
                for k in 0..<range.count {
                    let row = (2 * (start + k) + side) * P
                    embeddings.replaceSubrange(row..<row + P, with: UnitVector(output, k * P, P).values)
                }
            }
        }
        self.embeddings = embeddings
    }

    /// One view of each sample before clipping, [batch, d].
    private static func views(
        _ x: Tensor<Scalar>, _ samples: ArraySlice<Int>, side: Int, batch: Int, _ geometry: ImageGeometry,
        _ seed: UInt64
    ) -> Tensor<Scalar> {
        let d = geometry.count
        var views = Tensor<Scalar>(zeros: [batch, d])
        for (k, sample) in samples.enumerated() {
            var stream = RandomStream(
                seed: seed, sample: UInt64(sample), purpose: .reference, occasion: UInt32(1 + side))
            let view = View(from: &stream, geometry)
            view.apply(x.elements[k * d..<(k + 1) * d], into: &views.elements, offset: k * d)
        }
        return views
    }

    /// The rows of `embeddings` that are a sample's own views; empty if it is not in the reference.
    func rows(of sample: Int) -> Range<Int> {
        guard let position = samples.firstIndex(of: sample) else { return 0..<0 }
        return 2 * position..<2 * position + 2
    }
}
