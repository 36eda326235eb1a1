// SPDX-License-Identifier: Apache-2.0
/// When a search step of Algorithm 3 counts as a success.
public enum SuccessTest: String, Codable, CaseIterable, Sendable {
    /// An iterate of this very step was feasible (Carlini and Wagner 2017).
    case perStep = "per_step"
    /// f(x + δ*) ≤ 0 for the best δ* so far, the paper's literal test: true for ever after the first success.
    case global
}

/// One sample's bounds on c in Algorithm 3: halved between failure and success, raised tenfold before the first success.
struct PenaltyBounds: Sendable, Equatable {
    private(set) var penalty = 1e-3
    private(set) var lower = 1e-3
    private(set) var upper = 1e9

    /// Lines 11 to 19: what c becomes after a search step.
    mutating func update(success: Bool) {
        if success {
            upper = min(upper, penalty)
        } else {
            lower = max(lower, penalty)
        }
        if upper < 1e9 {
            penalty = (lower + upper) / 2
        } else if !success {
            penalty *= 10
        }
    }
}
