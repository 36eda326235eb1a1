// SPDX-License-Identifier: Apache-2.0
/// What an attack made of one sample.
///
/// Iterations are counted from 1 to T. Losses are in the criterion's unit of ‖·‖² (reconstruction) or the label's lead
/// in logits (classification).
public struct Outcome<Scalar: Sendable>: Sendable {
    /// Index in the dataset.
    public let index: Int
    /// The best feasible iterate, d values; nil if none was feasible.
    public internal(set) var z: [Scalar]?
    /// The iterate of the lowest f where none was feasible (released order keeps it).
    public internal(set) var closest: [Scalar]?
    /// False: the sample is outside the attack (paper 4.1), in neither numerator nor denominator.
    public internal(set) var isEligible: Bool
    /// Why the sample is outside the attack, or was stopped; nil if it ran to the end.
    public internal(set) var reason: String?
    /// f at `z`; at the last iterate where there is none.
    public internal(set) var f: Double
    public internal(set) var lossBefore: Double
    public internal(set) var lossAfter: Double
    /// I at `z`, in nats; nil where there is no `z`.
    public internal(set) var information: Double?
    public internal(set) var firstFeasible: Int?
    public internal(set) var bestIteration: Int?
    public internal(set) var feasibleIterations: Int
    /// ‖z − x‖₂ and ‖z − x‖∞; 0 where there is no `z`.
    public internal(set) var l2: Double
    public internal(set) var linf: Double
    /// I after each iteration.
    public internal(set) var informationCurve: [Double]
    /// f that each iteration judged by.
    public internal(set) var criterionCurve: [Double]
    /// c after each iteration.
    public internal(set) var penaltyCurve: [Double]
    /// ‖L_t‖² = ‖δ_t − P(δ_t − (c_t∇f⁺ ± ∇I))‖² + (f⁺)² before each step (Theorem 1's measure; reported, not promised).
    public internal(set) var stationarityCurve: [Double] = []
    /// η_t = |I after − I before the T_I steps of the critic|; not a number where no critic is trained.
    public internal(set) var criticGainCurve: [Double] = []
    /// ‖z − x‖₂ of what each iteration judged.
    public internal(set) var l2Curve: [Double] = []

    public var isFeasible: Bool { z != nil }

    /// The same of a method whose curve is not an estimate of I.
    var withoutInformation: Outcome {
        var outcome = self
        outcome.information = nil
        outcome.informationCurve = []
        return outcome
    }
}
