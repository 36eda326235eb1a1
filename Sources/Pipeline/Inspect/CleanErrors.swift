// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// A classifier's error rate on clean samples that have a label, beside that of always naming the commonest class.
struct CleanErrors {
    let inspected: InspectedLoss
    /// Seconds of one forward pass of the execution's whole batch; the fastest pass counts.
    let secondsPerPass: Double

    /// - Throws: `Failure` if a sample cannot be read or the model fails; refused if a logit is not finite.
    init(_ data: JoinedDataset, _ fit: ModelFit, _ execution: inout Execution<Float>) throws {
        var counts: [Int: Int] = [:]
        var errors = 0
        let pass = try CleanPass(data, fit, &execution) { range, execution in
            let labels = try data.samples(range).flatMap(\.identities).map(\.label)
            let outputs = execution.outputCount
            for (k, label) in labels.enumerated() {
                let logits = execution.output.elements[k * outputs..<(k + 1) * outputs]
                guard logits.allSatisfy(\.isFinite) else { throw CleanLoss.notFinite(fit.file) }
                guard let label else { continue }
                counts[label, default: 0] += 1
                errors += Self.answer(Array(logits)) == label ? 0 : 1
            }
        }
        let labelled = counts.values.reduce(0, +)
        let commonest = counts.values.max() ?? 0
        let n = Double(max(1, labelled))
        inspected = InspectedLoss(
            samples: labelled, model: Double(errors) / n, mean: Double(labelled - commonest) / n)
        secondsPerPass = pass.secondsPerPass
    }

    /// The first class with the largest logit. A single logit ℓ stands for (0, ℓ).
    private static func answer(_ logits: [Float]) -> Int {
        let logits = logits.count == 1 ? [0, logits[0]] : logits
        return logits.firstIndex(of: logits.max()!)!
    }
}
