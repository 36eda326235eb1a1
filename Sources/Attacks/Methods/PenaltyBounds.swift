// SPDX-License-Identifier: Apache-2.0
/// The condition for a search step of Algorithm 3 to count as a success.
public enum SuccessTest: String, Codable, CaseIterable, Sendable {
    /// An iterate of this search step was feasible (Carlini and Wagner 2017).
    case perStep = "per_step"
    /// f(x + δ*) ≤ 0 for the best δ* so far, which is the paper's literal test; it stays true after the first success.
    case global
}

/// One sample's bounds on c in Algorithm 3: c grows tenfold until the first success, then bisects failure and success.
struct PenaltyBounds: Sendable, Equatable {
    private(set) var penalty = 1e-3
    private(set) var lower = 1e-3
    private(set) var upper = 1e9

    /// Lines 11 to 19: updates c after a search step.
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
