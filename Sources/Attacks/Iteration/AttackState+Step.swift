// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

extension AttackState {
    /// Computes f and the K rows at z = S(x + δ), in one forward pass for the whole batch.
    mutating func evaluate(model: inout Execution<Scalar>) {
        for sample in sampleStates.indices {
            guard sampleStates[sample].isActive else {
                for index in space.range(sample) { z.elements[index] = 0 }
                continue
            }
            space.evaluate(delta, sample: sample, into: &z.elements)
        }
        criterion.evaluate(z, model: &model, into: &values)
        critics.observe(z, model: model)
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            sampleStates[sample].f = values[sample]
            if !values[sample].isFinite { sampleStates[sample].stop("f is not finite") }
        }
    }

    /// Lines 3 to 6: δ ← P(δ − α(c∇f⁺ ± ∇I)), or its scale-free form. ∇f takes one pass for the samples that are not
    /// feasible, and none if all are.
    mutating func step(_ t: Int, model: inout Execution<Scalar>, ended: AttackStage.Observer = { _ in }) {
        if wantCriterion() { criterion.gradient(wanted, model: &model, into: &criterionGradient) }
        ended(.criterionGradient)
        differentiateInformation(t, model: &model)
        ended(.informationGradient)
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            descend(sample, criterionCounts: wanted[sample])
        }
        ended(.step)
    }

    /// Marks the samples whose ∇f counts, i.e. those with f > 0 and c > 0; returns whether there are any.
    private mutating func wantCriterion() -> Bool {
        var anyWanted = false
        for sample in sampleStates.indices {
            wanted[sample] =
                sampleStates[sample].isActive && sampleStates[sample].f > 0 && sampleStates[sample].penalty > 0
            anyWanted = anyWanted || wanted[sample]
        }
        return anyWanted
    }

    /// ∇I at the rows of z, with the critics as trained so far.
    private mutating func differentiateInformation(_ t: Int, model: inout Execution<Scalar>) {
        noteActive()
        critics.differentiate(
            t, active: isActive, values: &information, into: &informationGradient, model: &model)
        for sample in sampleStates.indices where isActive[sample] {
            sampleStates[sample].informationBeforeStep = Double(information[sample])
            if !information[sample].isFinite { sampleStates[sample].stop("I is not finite") }
        }
    }

    /// δ ← P(δ − α·g), where g = c∇f⁺ ± ∇I or its scale-free form is built from the current gradients.
    mutating func descend(_ sample: Int, criterionCounts: Bool) {
        space.mask(&criterionGradient.elements, delta: delta, sample: sample)
        space.mask(&informationGradient.elements, delta: delta, sample: sample)
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        let criterionNorm =
            criterionCounts ? space.rootMeanSquare(criterionGradient.elements, sample: sample) : 0
        let informationNorm = space.rootMeanSquare(informationGradient.elements, sample: sample)
        guard criterionNorm.isFinite, informationNorm.isFinite else {
            sampleStates[sample].stop(
                criterionNorm.isFinite ? "the gradient of I is not finite" : "the gradient of f is not finite")
            return
        }
        observeStationarity(sample, criterionCounts: criterionCounts, sign)
        let isScaleFree = parameters.step == .scaleFree
        let criterionWeight =
            criterionCounts ? sampleStates[sample].penalty * (isScaleFree ? unit(criterionNorm) : 1) : 0
        combine(sample, Scalar(criterionWeight), Scalar(sign * (isScaleFree ? unit(informationNorm) : 1)))
        if isScaleFree {
            let norm = space.rootMeanSquare(direction, sample: sample)
            guard norm.isFinite else { return sampleStates[sample].stop("the step is not finite") }
            scale(sample, unit(norm))
        }
        let alpha = Scalar(parameters.alpha)
        for index in space.range(sample) { delta[index] -= alpha * direction[index] }
        space.project(&delta, sample: sample)
    }

    /// Records ‖L_t‖² = ‖δ_t − P(δ_t − (c_t∇f⁺ ± ∇I))‖² + (f⁺)², which the attack reports but does not use.
    private mutating func observeStationarity(_ sample: Int, criterionCounts: Bool, _ sign: Double) {
        let f = max(sampleStates[sample].f, 0)
        sampleStates[sample].stationarity =
            f * f
            + space.stationarity(
                delta, criterion: criterionGradient.elements,
                weight: Scalar(criterionCounts ? sampleStates[sample].penalty : 0),
                information: informationGradient.elements, sign: Scalar(sign), sample: sample)
    }

    /// The factor 1/rms(v) of u(v) = v/rms(v); 0 if rms(v) ≤ 10⁻¹².
    private func unit(_ norm: Double) -> Double { norm <= 1e-12 ? 0 : 1 / norm }

    private mutating func combine(_ sample: Int, _ criterionWeight: Scalar, _ informationWeight: Scalar) {
        for index in space.range(sample) {
            direction[index] = informationWeight * informationGradient.elements[index]
            if criterionWeight != 0 { direction[index] += criterionWeight * criterionGradient.elements[index] }
        }
    }

    private mutating func scale(_ sample: Int, _ factor: Double) {
        for index in space.range(sample) { direction[index] *= Scalar(factor) }
    }
}
