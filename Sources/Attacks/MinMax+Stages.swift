import Models
import Tensors

/// Algorithm 1 in lanes with a watch read between its lines: what a benchmark shows as time by stage.
extension MinMax where Scalar == Float {
    /// The stages in order; the first is what comes before the first iteration.
    public static var stages: [String] {
        [
            "start: critics, pre-training", "3: gradient of f", "3: gradient of I", "4–6: step and projection",
            "f and rows at z", "Algorithm 2: critics' steps", "7–11: I, c, the best",
        ]
    }

    /// Attacks `batch` in the paper's order of steps.
    ///
    /// - Parameter ended: called with a stage's number whenever one has ended.
    /// - Returns: false where the model or the preset has no form in lanes; nothing was done then.
    public func run(_ batch: Batch<Float>, model: inout Execution<Float>, ended: (Int) -> Void) -> Bool {
        guard setting.usesLanes(model) else { return false }
        var state = setting.state(batch, LaneCritics<Float>.self, model: &model)
        ended(0)
        for t in 1...parameters.iterations { state.iterate(t, model: &model, ended: ended) }
        return true
    }
}

extension AttackState where K == LaneCritics<Float> {
    /// An iteration of ``minMax(model:observe:)``.
    fileprivate mutating func iterate(_ t: Int, model: inout Execution<Float>, ended: (Int) -> Void) {
        if wantCriterion() { criterion.gradient(wanted, model: &model, into: &criterionGradient) }
        ended(1)
        differentiateInformation(t, model: &model)
        ended(2)
        for sample in tracks.indices where tracks[sample].isActive {
            descend(sample, criterionCounts: wanted[sample])
        }
        ended(3)
        evaluate(model: &model)
        ended(4)
        trainCritics(t)
        ended(5)
        estimateInformation(t)
        updatePenalty(t)
        keepBest(t)
        ended(6)
    }
}
