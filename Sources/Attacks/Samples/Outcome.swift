// SPDX-License-Identifier: Apache-2.0
/// The result of an attack on one sample.
///
/// Iterations count from 1 to T. Losses are in the criterion's unit of ‖·‖² (reconstruction) or the label's lead in
/// logits (classification).
public struct Outcome<Scalar: Sendable>: Sendable {
    /// Index in the dataset.
    public let index: Int
    /// The best feasible iterate, d values; nil if none was feasible.
    public internal(set) var z: [Scalar]?
    /// The iterate with the lowest f⁺ if none was feasible (kept by the released order), or an unsuccessful
    /// transformation.
    public internal(set) var closest: [Scalar]?
    /// Whether the sample counts in the ASR; otherwise it is outside the attack (paper 4.1).
    public internal(set) var isEligible: Bool
    /// Why the sample is outside the attack or was stopped; nil if the attack ran to its end.
    public internal(set) var reason: String?
    /// f at `z`, or at the last iterate if there is no `z`.
    public internal(set) var f: Double
    /// The loss at x.
    public internal(set) var lossBefore: Double
    /// The loss at `z`, or at the last iterate if there is no `z`.
    public internal(set) var lossAfter: Double
    /// I at `z`, in nats; nil if there is no `z` or the method estimates no I.
    public internal(set) var information: Double?
    /// The first iteration with a feasible iterate; nil if there is none.
    public internal(set) var firstFeasible: Int?
    /// The iteration of `z`.
    public internal(set) var bestIteration: Int?
    /// Number of iterations with a feasible iterate.
    public internal(set) var feasibleIterations: Int
    /// ‖z − x‖₂ and ‖z − x‖∞; 0 if there is no `z`.
    public internal(set) var l2: Double
    public internal(set) var linf: Double
    /// I after each iteration, in nats.
    public internal(set) var informationCurve: [Double]
    /// The f that each iteration judged by.
    public internal(set) var criterionCurve: [Double]
    /// c after each iteration.
    public internal(set) var penaltyCurve: [Double]
    /// ‖L_t‖² = ‖δ_t − P(δ_t − (c_t∇f⁺ ± ∇I))‖² + (f⁺)² before each step (Theorem 1's measure; reported, not promised).
    /// NaN if the method does not compute it.
    public internal(set) var stationarityCurve: [Double] = []
    /// η_t = |I after − I before the T_I steps of the critic|; NaN if the method or the order does not compute it.
    public internal(set) var criticGainCurve: [Double] = []
    /// ‖z − x‖₂ of the iterate that each iteration judged.
    public internal(set) var l2Curve: [Double] = []

    /// Whether a feasible iterate was found.
    public var isFeasible: Bool { z != nil }

    /// The same outcome for a method whose curve is not an estimate of I.
    var withoutInformation: Outcome {
        var outcome = self
        outcome.information = nil
        outcome.informationCurve = []
        return outcome
    }
}
