// SPDX-License-Identifier: Apache-2.0
import Datasets
import Models
import Tensors

/// A classifier's error rate on clean samples that have a label, beside that of always naming the commonest class.
struct CleanErrors {
    let inspected: InspectedLoss
    /// The error rate with the classes in another order, for each order that was asked for.
    let otherRates: [Double]
    /// Seconds of one forward pass of the execution's whole batch; the fastest pass counts.
    let secondsPerPass: Double

    /// - Parameters:
    ///   - places: of the samples, ascending.
    ///   - orders: other orders of the classes, by name.
    /// - Throws: `Failure` if a sample cannot be read or the model fails; refused if a logit is not finite.
    init(
        _ data: JoinedDataset, _ fit: ModelFit, _ execution: inout Execution<Float>, at places: [Int],
        orders: [[String]] = []
    ) throws {
        var counts: [Int: Int] = [:]
        var errors = 0
        let indices = orders.map { Dictionary(zip($0, 0...), uniquingKeysWith: { first, _ in first }) }
        var otherErrors = orders.map { _ in 0 }
        let pass = try CleanPass(data, fit, &execution, at: places) { batches, execution in
            let identities = batches.flatMap(\.identities)
            let outputs = execution.outputCount
            for (k, identity) in identities.enumerated() {
                let logits = execution.output.elements[k * outputs..<(k + 1) * outputs]
                guard logits.allSatisfy(\.isFinite) else { throw CleanLoss.notFinite(fit.file) }
                guard let label = identity.label, let name = identity.className else { continue }
                counts[label, default: 0] += 1
                let answer = Self.answer(Array(logits))
                errors += answer == label ? 0 : 1
                for (order, place) in indices.enumerated() { otherErrors[order] += answer == place[name] ? 0 : 1 }
            }
        }
        let labelled = counts.values.reduce(0, +)
        let commonest = counts.values.max() ?? 0
        let n = Double(max(1, labelled))
        inspected = InspectedLoss(
            samples: labelled, model: Double(errors) / n, mean: Double(labelled - commonest) / n)
        otherRates = otherErrors.map { Double($0) / n }
        secondsPerPass = pass.secondsPerPass
    }

    /// The first class with the largest logit. A single logit ℓ stands for (0, ℓ).
    private static func answer(_ logits: [Float]) -> Int {
        let logits = logits.count == 1 ? [0, logits[0]] : logits
        return logits.firstIndex(of: logits.max()!)!
    }
}
