// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The paper's L2-UAE: maximises ‖x − Φ(x+δ)‖² instead of minimising I, with the same f. δ moves as far as it can while
/// the reconstruction is no worse than the clean one.
extension AttackState {
    mutating func ascendLoss(model: inout Execution<Scalar>, progress: (Double) -> Bool) throws {
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        for t in 1...parameters.iterations {
            stepAlongLoss(model: &model)  // δ ← P(δ − α(c∇f⁺ − ∇‖x − Φ(z)‖²))
            evaluate(model: &model)
            for sample in sampleStates.indices where sampleStates[sample].isActive {
                setInformation(-sign * sampleStates[sample].f, sample)
            }
            updatePenalty(t)
            keepBest(t)  // the largest loss among feasible z
            if !progress(Double(t) / Double(parameters.iterations)) { throw CancellationError() }
        }
    }

    /// The loss is f up to a constant, so its gradient is ∇f, computed for every sample.
    private mutating func stepAlongLoss(model: inout Execution<Scalar>) {
        noteActive()
        criterion.gradient(isActive, model: &model, into: &criterionGradient)
        for index in informationGradient.elements.indices {
            informationGradient.elements[index] = -criterionGradient.elements[index]
        }
        for sample in sampleStates.indices where isActive[sample] {
            descend(sample, criterionCounts: sampleStates[sample].f > 0 && sampleStates[sample].penalty > 0)
        }
    }
}

/// L2-UAE with MinMax's step, penalty and projection.
public struct LossAscent<Scalar: CriticScalar>: AttackMethod {
    private let setting: AttackSetting<Scalar>

    /// - Parameters:
    ///   - parameters: with an unsupervised objective; traps otherwise.
    ///   - variant: which of several results of one sample.
    public init(parameters: Parameters, seed: UInt64, variant: UInt8 = 0) {
        precondition(!parameters.objective.isSupervised, "L2-UAE is of reconstructions")
        setting = AttackSetting(
            parameters: parameters, randomness: PhiloxRandomness(seed: seed, variant: variant), matrices: nil,
            usesRows: false)
    }

    @specialized(where Scalar == Float)
    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        var state = setting.state(batch, SampleCritics<NoCritic<Scalar>>.self, model: &model)
        try state.ascendLoss(model: &model, progress: progress)
        return state.outcomes.map(\.withoutInformation)
    }
}
