// SPDX-License-Identifier: Apache-2.0
import Datasets
import Models
import Tensors

/// Runs some clean samples through the model, one batch at a time.
struct CleanPass {
    private static let mostSamples = 256
    /// The most values in all samples together; 16 samples are always permitted.
    private static let mostValues = 16 << 20

    /// The number of samples that inspection examines.
    static func count(_ data: JoinedDataset) -> Int {
        min(data.count, mostSamples, max(16, mostValues / data.elementCount))
    }

    let count: Int
    /// Seconds of one forward pass of the execution's whole batch; the fastest pass counts.
    private(set) var secondsPerPass = Double.infinity

    /// - Parameters:
    ///   - places: of the samples, ascending.
    ///   - body: called after each pass with the batches of its samples.
    /// - Throws: `Failure` if a sample cannot be read or the model fails; what `body` throws.
    init(
        _ data: JoinedDataset, _ fit: ModelFit, _ execution: inout Execution<Float>, at places: [Int],
        _ body: ([SampleBatch], Execution<Float>) throws -> Void
    ) throws {
        let d = data.elementCount
        count = places.count
        for start in stride(from: 0, to: count, by: execution.batch) {
            let batches = try data.samples(at: places[start..<min(start + execution.batch, count)])
            var x = fit.arranged(batches.flatMap(\.values))
            x += Array(repeating: 0, count: execution.batch * d - x.count)
            let clock = ContinuousClock()
            let elapsed = clock.measure { execution.forward(Tensor(shape: [execution.batch, d], elements: x)) }
            secondsPerPass = min(secondsPerPass, elapsed / .seconds(1))
            if let failure = execution.failure { throw failure }
            try body(batches, execution)
        }
    }
}
