// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The logits of a batch; a single logit ℓ is read as (0, ℓ).
struct LogitView<Scalar: Real> {
    let logits: [Scalar]
    /// Outputs of the model per sample.
    let count: Int

    var classes: Int { max(2, count) }

    func logit(_ label: Int, _ sample: Int) -> Scalar {
        guard count == 1 else { return logits[sample * count + label] }
        return label == 0 ? 0 : logits[sample]
    }

    /// The first class with the largest logit.
    func top(_ sample: Int) -> Int {
        var best = 0
        for label in 1..<classes where logit(label, sample) > logit(best, sample) { best = label }
        return best
    }

    /// The first class with the smallest logit.
    func bottom(_ sample: Int) -> Int {
        var least = 0
        for label in 1..<classes where logit(label, sample) < logit(least, sample) { least = label }
        return least
    }

    /// Z_label − max_{j≠label} Z_j, and the first j that attains the maximum.
    func lead(of label: Int, sample: Int) -> (value: Double, rival: Int) {
        var rival = label == 0 ? 1 : 0
        for other in 0..<classes where other != label && logit(other, sample) > logit(rival, sample) { rival = other }
        return (Double(logit(label, sample)) - Double(logit(rival, sample)), rival)
    }

    /// Adds `value` to the cotangent of the logit of `label`.
    func add(_ value: Scalar, _ label: Int, _ sample: Int, to cotangent: inout [Scalar]) {
        if count > 1 {
            cotangent[sample * count + label] += value
        } else if label == 1 {
            cotangent[sample] += value
        }
    }
}
