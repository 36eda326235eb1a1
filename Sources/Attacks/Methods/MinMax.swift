// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Algorithm 1 of the paper: min_δ max_c c·f⁺(x+δ) ± I(x, x+δ) by alternating steps, with I from per-sample MINE.
extension AttackState {
    mutating func minMax(
        model: inout Execution<Scalar>, ended: AttackStage.Observer = { _ in }, observe: Observer<K>
    ) throws {
        for t in 1...parameters.iterations {
            step(t, model: &model, ended: ended)  // 3–6: δ ← P(δ − α(c∇f⁺ ± ∇I))
            evaluate(model: &model)  // f and the K rows at z = S(x + δ)
            ended(.evaluation)
            trainCritics(t)  // Algorithm 2
            ended(.criticTraining)
            estimateInformation(t)  // 7: I
            updatePenalty(t)  // 8–9: c ← max(0, (1 − β/tᵖ)c + βf⁺)
            keepBest(t)  // 10–11: the best I among feasible z
            ended(.bookkeeping)
            try observe(t, self)
        }
    }
}

/// MinMax with per-sample MINE, in the paper's order of steps or in that of the released code.
public struct MinMax<Scalar: CriticScalar>: AttackMethod {
    private let setting: AttackSetting<Scalar>
    /// The parameters that the attack runs with.
    public var parameters: Parameters { setting.parameters }

    /// - Parameters:
    ///   - matrices: the matrices of random sampling, drawn once per job; unused with convolution.
    ///   - variant: which of several results of one sample.
    public init(
        parameters: Parameters, seed: UInt64, matrices: RandomMatrices<Scalar>? = nil, variant: UInt8 = 0
    ) {
        self.init(
            parameters: parameters, randomness: PhiloxRandomness(seed: seed, variant: variant), matrices: matrices)
    }

    init(parameters: Parameters, randomness: any Randomness<Scalar>, matrices: RandomMatrices<Scalar>?) {
        setting = AttackSetting(parameters: parameters, randomness: randomness, matrices: matrices)
    }

    /// Attacks at most `model.batch` samples together.
    ///
    /// - Parameter progress: called with the share of iterations done; false stops the attack.
    /// - Throws: `CancellationError` if `progress` returns false.
    @specialized(where Scalar == Float)
    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        let total = Double(parameters.iterations)
        func proceed(_ t: Int) throws {
            if !progress(Double(t) / total) { throw CancellationError() }
        }
        guard setting.usesSpan(model) else {
            return try run(batch, SampleCritics<PlainCritic>.self, model: &model) { t, _ in try proceed(t) }
        }
        return setting.usesLanes(model)
            ? try run(batch, LaneCritics.self, model: &model) { t, _ in try proceed(t) }
            : try run(batch, SampleCritics<SpanCritic>.self, model: &model) { t, _ in try proceed(t) }
    }

    /// The attack with one form of the critic.
    func run<K: Critics>(
        _ batch: Batch<Scalar>, _ form: K.Type, model: inout Execution<Scalar>, observe: Observer<K>
    ) throws -> [Outcome<Scalar>] where K.Scalar == Scalar {
        var state = setting.state(batch, form, model: &model)
        switch parameters.order {
        case .paper: try state.minMax(model: &model, observe: observe)
        case .released: try state.releasedOrder(model: &model, observe: observe)
        }
        return state.outcomes
    }
}

extension MinMax where Scalar == Float {
    /// The attack in lanes and in the paper's order of steps; `ended` is called when a stage ends.
    ///
    /// - Returns: nil if the model or the preset has no form in lanes; nothing has run then.
    public func run(
        _ batch: Batch<Float>, model: inout Execution<Float>, ended: AttackStage.Observer
    ) throws -> [Outcome<Float>]? {
        guard setting.usesLanes(model) else { return nil }
        var state = setting.state(batch, LaneCritics<Float>.self, model: &model)
        ended(.start)
        try state.minMax(model: &model, ended: ended) { _, _ in }
        return state.outcomes
    }
}
