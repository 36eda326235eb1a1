// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The order of the released code: f at the old δ drives both the step and c, the critic is trained at the new δ, and I
/// is that of its last training step. The image kept is the old one, if f⁺ = 0 there and (unsupervised) I > 0.
extension AttackState {
    mutating func releasedOrder(model: inout Execution<Scalar>, observe: Observer<K>) throws {
        for t in 1...parameters.iterations {
            keepCandidate()
            step(t, model: &model)
            updatePenalty(t)
            evaluate(model: &model)
            trainCritics(t)
            for sample in sampleStates.indices where sampleStates[sample].isActive {
                setInformation(Double(critics.trainingEstimates(sample).last ?? .nan), sample)
            }
            keepPrevious(t)
            try observe(t, self)
        }
    }

    /// z, f and the loss before a step.
    struct Candidate: Sendable {
        fileprivate(set) var z: [Scalar]
        fileprivate(set) var f: [Double]
        fileprivate(set) var loss: [Double]
        fileprivate(set) var isDecided: [Bool]

        init(_ batch: Batch<Scalar>) {
            z = batch.x.elements
            f = Array(repeating: .nan, count: batch.count)
            loss = f
            isDecided = Array(repeating: false, count: batch.count)
        }
    }

    private mutating func keepCandidate() {
        for index in previous.z.indices { previous.z[index] = z.elements[index] }
        for sample in sampleStates.indices {
            previous.f[sample] = sampleStates[sample].f
            previous.loss[sample] = criterion.loss(sample)
            previous.isDecided[sample] = criterion.isDecided(sample)
        }
    }

    private mutating func keepPrevious(_ t: Int) {
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            let isInformative = !criterion.minimisesInformation || sampleStates[sample].information > 0
            let f = previous.f[sample]
            sampleStates[sample].approach(f, previous.z, space.range(sample))
            keep(
                previous.z, sample, t, f: f, loss: previous.loss[sample],
                isFeasible: f <= -parameters.margin && previous.isDecided[sample] && isInformative)
        }
    }
}
