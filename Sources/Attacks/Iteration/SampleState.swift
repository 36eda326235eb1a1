// SPDX-License-Identifier: Apache-2.0
/// The state of one sample during an attack.
struct SampleState<Scalar: Sendable>: Sendable {
    let index: Int
    let isEligible: Bool
    private(set) var reason: String?
    /// c
    var penalty: Double
    /// f at the z last evaluated.
    var f = Double.nan
    /// I after the iteration.
    var information = Double.nan
    /// I at δ_t with the critic of the previous iteration; the step follows its gradient.
    var informationBeforeStep = Double.nan
    /// ‖L_t‖² of the step.
    var stationarity = Double.nan
    /// η_t = |I after − I before the T_I steps|
    var criticGain = Double.nan
    /// The best feasible iterate, empty if there is none, and its measures.
    private var best: [Scalar] = []
    var l2 = 0.0
    var linf = 0.0
    private var bestInformation: Double?
    private var bestCriterion = 0.0
    private var bestLoss = 0.0
    private(set) var bestIteration: Int?
    private(set) var firstFeasible: Int?
    private(set) var feasibleIterations = 0
    /// The iterate with the lowest f⁺; empty if the order does not keep one.
    private var closest: [Scalar] = []
    private(set) var lowestCriterion = Double.infinity
    private(set) var informationCurve: [Double] = []
    private(set) var criterionCurve: [Double] = []
    private(set) var penaltyCurve: [Double] = []
    private(set) var stationarityCurve: [Double] = []
    private(set) var criticGainCurve: [Double] = []
    private(set) var l2Curve: [Double] = []

    /// - Parameter exclusion: why the attack does not apply to the sample; nil if it does.
    init(index: Int, penalty: Double, exclusion: String? = nil) {
        self.index = index
        self.penalty = penalty
        isEligible = exclusion == nil
        reason = exclusion
    }

    var isActive: Bool { isEligible && reason == nil }

    mutating func stop(_ reason: String) {
        self.reason = reason
    }

    /// The same sample with another c for a new start; its best iterate and its curves stay.
    func restarted(penalty: Double) -> SampleState {
        var state = self
        state.penalty = penalty
        return state
    }

    mutating func record(f: Double, l2: Double) {
        informationCurve.append(information)
        criterionCurve.append(f)
        penaltyCurve.append(penalty)
        stationarityCurve.append(stationarity)
        criticGainCurve.append(criticGain)
        l2Curve.append(l2)
    }

    /// Counts a feasible iterate and returns whether its I is the best so far (`sign` 1: lowest, −1: highest).
    mutating func succeed(_ t: Int, f: Double, loss: Double, sign: Double) -> Bool {
        feasibleIterations += 1
        firstFeasible = firstFeasible ?? t
        if let bestInformation, sign * information >= sign * bestInformation { return false }
        bestInformation = information
        bestIteration = t
        bestCriterion = f
        bestLoss = loss
        return true
    }

    /// Keeps the iterate with the lowest f⁺: `range` of `candidate`.
    mutating func approach(_ f: Double, _ candidate: [Scalar], _ range: Range<Int>) {
        guard max(f, 0) < lowestCriterion else { return }
        lowestCriterion = max(f, 0)
        Self.copy(candidate, range, to: &closest)
    }

    mutating func keepBest(_ candidate: [Scalar], _ range: Range<Int>) {
        Self.copy(candidate, range, to: &best)
    }

    /// Copies into reserved capacity, without an allocation.
    private static func copy(_ values: [Scalar], _ range: Range<Int>, to kept: inout [Scalar]) {
        kept.removeAll(keepingCapacity: true)
        for index in range { kept.append(values[index]) }
    }

    /// Reserves capacity for everything that an attack of so many iterations records, so that the loop does not
    /// allocate.
    mutating func reserve(iterations: Int, elements: Int) {
        for curve in [
            \SampleState.informationCurve, \.criterionCurve, \.penaltyCurve, \.stationarityCurve, \.criticGainCurve,
            \.l2Curve,
        ] { self[keyPath: curve].reserveCapacity(iterations) }
        best.reserveCapacity(elements)
        closest.reserveCapacity(elements)
    }

    func outcome(lossBefore: Double, lossAtEnd: Double) -> Outcome<Scalar> {
        let found = bestIteration != nil
        return Outcome(
            index: index, z: found ? best : nil, closest: found || closest.isEmpty ? nil : closest,
            isEligible: isEligible, reason: reason, f: found ? bestCriterion : f, lossBefore: lossBefore,
            lossAfter: found ? bestLoss : lossAtEnd,
            information: bestInformation, firstFeasible: firstFeasible, bestIteration: bestIteration,
            feasibleIterations: feasibleIterations, l2: l2, linf: linf, informationCurve: informationCurve,
            criterionCurve: criterionCurve, penaltyCurve: penaltyCurve, stationarityCurve: stationarityCurve,
            criticGainCurve: criticGainCurve, l2Curve: l2Curve)
    }
}
