// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets
import Models
import Synchronization
import Tensors

/// The contrastive criterion's reference, which the first thread that needs it embeds.
final class SharedReference: Sendable {
    private let made = Mutex<ContrastiveReference<Float>?>(nil)
    private let data: JoinedDataset
    private let fit: ModelFit
    private let inputs: HeldInputs
    private let seed: UInt64

    init(_ data: JoinedDataset, _ fit: ModelFit, _ inputs: HeldInputs, seed: UInt64) {
        self.data = data
        self.fit = fit
        self.inputs = inputs
        self.seed = seed
    }

    /// - Parameter model: bound to the plan's chunk size, so that every thread computes the same reference.
    /// - Throws: `Failure` if a sample cannot be read or the model fails.
    func value(_ geometry: ImageGeometry, _ model: inout Execution<Float>) throws -> ContrastiveReference<Float> {
        try made.withLock { made in
            if let made { return made }
            let samples = ContrastiveReference<Float>.choose(of: data.count, seed: seed)
            let reference = try ContrastiveReference(samples: samples, geometry: geometry, seed: seed, model: &model) {
                range in
                let values = try range.flatMap { try data.samples(samples[$0]..<samples[$0] + 1).flatMap(\.values) }
                return Tensor(shape: [range.count, data.elementCount], elements: fit.arranged(values))
            }
            guard let reference else { throw Contrast.constant(file: nil) }
            try inputs.check(samples.flatMap { data.files(of: $0..<$0 + 1) })
            made = reference
            return reference
        }
    }
}
