// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// PGD (Madry et al. 2018) on f, for the comparisons of 6.16 and 6.17: δ₀ uniform in ±ε, then δ ← P(δ − a·sign ∇f).
extension AttackState {
    /// - Parameter a: the step size.
    mutating func projectGradient(_ a: Scalar, model: inout Execution<Scalar>, progress: (Double) -> Bool) throws {
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        for t in 1...parameters.iterations {
            noteActive()
            criterion.gradient(isActive, model: &model, into: &criterionGradient)
            for sample in sampleStates.indices where sampleStates[sample].isActive { stepBySign(a, sample) }
            evaluate(model: &model)
            for sample in sampleStates.indices where sampleStates[sample].isActive {
                setInformation(sign * sampleStates[sample].f, sample)
            }
            keepBest(t)  // the lowest f
            if !progress(Double(t) / Double(parameters.iterations)) { throw CancellationError() }
        }
    }

    private mutating func stepBySign(_ a: Scalar, _ sample: Int) {
        space.mask(&criterionGradient.elements, delta: delta, sample: sample)
        guard space.rootMeanSquare(criterionGradient.elements, sample: sample).isFinite else {
            return sampleStates[sample].stop("the gradient of f is not finite")
        }
        for index in space.range(sample) {
            let slope = criterionGradient.elements[index]
            if slope != 0 { delta[index] -= slope > 0 ? a : -a }
        }
        space.project(&delta, sample: sample)
    }
}

/// Projected gradient descent on f with a random start.
public struct ProjectedGradient<Scalar: CriticScalar>: AttackMethod {
    private let setting: AttackSetting<Scalar>
    private let step: Scalar

    /// - Parameters:
    ///   - step: the step size a; nil: 2.5·ε/n for n iterations (6.16). The paper's other setting (6.17) is 0.01.
    ///   - variant: which of several results of one sample.
    public init(parameters: Parameters, step: Double? = nil, seed: UInt64, variant: UInt8 = 0) {
        var parameters = parameters
        parameters.startNoise = parameters.epsilon
        self.step = Scalar(step ?? 2.5 * parameters.epsilon / Double(parameters.iterations))
        setting = AttackSetting(
            parameters: parameters, randomness: PhiloxRandomness(seed: seed, variant: variant), matrices: nil,
            usesRows: false)
    }

    @specialized(where Scalar == Float)
    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        var state = setting.state(batch, SampleCritics<NoCritic<Scalar>>.self, model: &model)
        try state.projectGradient(step, model: &model, progress: progress)
        return state.outcomes.map(\.withoutInformation)
    }
}
