/// One sample's way through an attack.
struct Track<Scalar: Sendable>: Sendable {
    let index: Int
    let isEligible: Bool
    private(set) var reason: String?
    /// c
    var penalty: Double
    /// f at the z last evaluated.
    var f = Double.nan
    /// I of the iteration.
    var information = Double.nan
    /// I at δ_t with the critic of the iteration before: what the step's gradient is of.
    var informationBeforeStep = Double.nan
    /// The best feasible iterate and its measures.
    var best: [Scalar]?
    var l2 = 0.0
    var linf = 0.0
    private var bestInformation: Double?
    private var bestCriterion = 0.0
    private var bestLoss = 0.0
    private(set) var bestIteration: Int?
    private(set) var firstFeasible: Int?
    private(set) var feasibleIterations = 0
    /// The iterate of the lowest f⁺, where the order keeps one.
    private(set) var closest: [Scalar]?
    private(set) var lowestCriterion = Double.infinity
    private(set) var informationCurve: [Double] = []
    private(set) var criterionCurve: [Double] = []
    private(set) var penaltyCurve: [Double] = []

    init(index: Int, penalty: Double, isEligible: Bool) {
        self.index = index
        self.penalty = penalty
        self.isEligible = isEligible
    }

    var isActive: Bool { isEligible && reason == nil }

    mutating func stop(_ reason: String) {
        self.reason = reason
    }

    mutating func record(f: Double) {
        informationCurve.append(information)
        criterionCurve.append(f)
        penaltyCurve.append(penalty)
    }

    /// Counts a feasible iterate; whether its I is the best so far (`sign` 1: lowest, −1: highest).
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

    /// Keeps the iterate of the lowest f⁺.
    mutating func approach(_ f: Double, _ candidate: ArraySlice<Scalar>) {
        guard max(f, 0) < lowestCriterion else { return }
        lowestCriterion = max(f, 0)
        closest = Array(candidate)
    }

    func outcome(lossBefore: Double, lossAtEnd: Double) -> Outcome<Scalar> {
        Outcome(
            index: index, z: best, closest: best == nil ? closest : nil, isEligible: isEligible, reason: reason,
            f: best == nil ? f : bestCriterion, lossBefore: lossBefore, lossAfter: best == nil ? lossAtEnd : bestLoss,
            information: bestInformation, firstFeasible: firstFeasible, bestIteration: bestIteration,
            feasibleIterations: feasibleIterations, l2: l2, linf: linf, informationCurve: informationCurve,
            criterionCurve: criterionCurve, penaltyCurve: penaltyCurve)
    }
}
