import Models
import Tensors

/// The order of the released code: f at the old δ drives both the step and c, the critic is trained at the new δ, I is
/// that of its last training step, and the image kept is the old one: where f⁺ = 0 there and (unsupervised) I > 0.
extension AttackState {
    mutating func releasedOrder(model: inout Execution<Scalar>, observe: Observer<C>) throws {
        for t in 1...parameters.iterations {
            let old = Candidate(self)
            step(t, model: &model)
            updatePenalty(t)
            evaluate(model: &model)
            trainCritics(t)
            for sample in active {
                setInformation(Double(information[sample].trainingEstimates.last ?? .nan), sample)
            }
            keep(old, t)
            try observe(t, self)
        }
    }

    /// z, f and the loss before a step.
    struct Candidate {
        let z: [Scalar]
        let f: [Double]
        let loss: [Double]
        let isDecided: [Bool]

        init(_ state: AttackState) {
            z = state.z.elements
            f = state.tracks.map(\.f)
            loss = state.tracks.indices.map { state.criterion.loss($0) }
            isDecided = state.tracks.indices.map { state.criterion.isDecided($0) }
        }
    }

    private mutating func keep(_ old: Candidate, _ t: Int) {
        for sample in active {
            let isInformative = !criterion.minimisesInformation || tracks[sample].information > 0
            let isFeasible = old.f[sample] <= -parameters.margin && old.isDecided[sample] && isInformative
            tracks[sample].approach(old.f[sample], old.z[space.range(sample)])
            keep(old.z, sample, t, f: old.f[sample], loss: old.loss[sample], isFeasible: isFeasible)
        }
    }
}
