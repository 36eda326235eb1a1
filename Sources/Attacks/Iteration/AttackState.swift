// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// δ, c and the critics of a batch of samples, and the steps that Algorithm 1 and the released code order differently.
struct AttackState<K: Critics> {
    typealias Scalar = K.Scalar

    let parameters: Parameters
    let space: PerturbationSpace<Scalar>
    var criterion: any Criterion<Scalar>
    /// One MINE per sample.
    var critics: K
    var sampleStates: [SampleState<Scalar>]
    /// δ, n·d values.
    var delta: [Scalar]
    /// The evaluated images, [batch, d]; rows beyond the samples and those of stopped samples are 0.
    var z: Tensor<Scalar>
    /// ∇f (if it counts) and ∇I of the last step, [batch, d].
    var criterionGradient: Tensor<Scalar>
    var informationGradient: Tensor<Scalar>
    /// The last step moved δ against this direction, n·d values.
    var direction: [Scalar]
    /// f of every sample at z.
    var values: [Double]
    /// I of every sample at the step's z.
    var information: [Scalar]
    /// Whether a sample's ∇f counts, and whether the sample is still attacked.
    var wanted: [Bool]
    var isActive: [Bool]
    /// z, f and the loss before the step, for the order that judges these.
    var previous: Candidate

    /// Starts at δ₀ with the critics pre-trained there; f and the rows are those of z₀.
    init(_ batch: Batch<Scalar>, setting: AttackSetting<Scalar>, model: inout Execution<Scalar>) {
        parameters = setting.parameters
        space = PerturbationSpace(batch, parameters)
        delta = Array(repeating: 0, count: batch.x.count)
        direction = delta
        z = Tensor(zeros: [model.batch, batch.sampleCount])
        criterionGradient = z
        informationGradient = z
        z.elements.replaceSubrange(0..<batch.x.count, with: batch.x.elements)
        let criterion = parameters.criterion(for: batch, at: z, model: &model)
        self.criterion = criterion
        critics = K(setting, indices: batch.indices, at: z, model: model)
        values = Array(repeating: .nan, count: batch.count)
        information = Array(repeating: 0, count: batch.count)
        wanted = Array(repeating: false, count: batch.count)
        isActive = wanted
        previous = Candidate(batch)
        let penalty = parameters.initialPenalty
        sampleStates = batch.indices.enumerated().map { position, index in
            SampleState(
                index: index, penalty: penalty,
                exclusion: batch.exclusion(position) ?? criterion.exclusion(position))
        }
        for sample in sampleStates.indices {
            sampleStates[sample].reserve(iterations: parameters.iterations, elements: batch.sampleCount)
        }
        start(batch, setting.randomness, model: &model)
    }

    private mutating func start(
        _ batch: Batch<Scalar>, _ randomness: any Randomness<Scalar>, model: inout Execution<Scalar>
    ) {
        for sample in sampleStates.indices {
            if parameters.startNoise > 0 {
                let noise = randomness.startNoise(
                    sample: batch.indices[sample], radius: parameters.startNoise, count: space.count)
                delta.replaceSubrange(space.range(sample), with: noise)
                space.freeze(&delta, sample: sample)
                space.project(&delta, sample: sample)
            }
        }
        evaluate(model: &model)
        noteActive()
        critics.pretrain(isActive)
    }

    /// Refreshes `isActive`, since samples stop on the way.
    mutating func noteActive() {
        for sample in sampleStates.indices { isActive[sample] = sampleStates[sample].isActive }
    }
}

extension AttackState {
    /// Algorithm 2: T_I steps of every critic at the current rows.
    mutating func trainCritics(_ t: Int) {
        for sample in sampleStates.indices where sampleStates[sample].isActive { critics.train(sample, iteration: t) }
    }

    /// Line 7: I with the critics just trained.
    mutating func estimateInformation(_ t: Int) {
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            setInformation(Double(critics.estimate(sample, iteration: t)), sample)
            let before = Double(critics.trainingEstimates(sample).first ?? .nan)
            sampleStates[sample].criticGain = abs(sampleStates[sample].information - before)
        }
    }

    mutating func setInformation(_ value: Double, _ sample: Int) {
        sampleStates[sample].information = value
        if !value.isFinite { sampleStates[sample].stop("I is not finite") }
    }

    /// Lines 8 and 9: c ← max(0, (1 − β/tᵖ)c + βf⁺).
    mutating func updatePenalty(_ t: Int) {
        let decay = parameters.beta / Double.pow(Double(t), parameters.decayExponent)
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            let f = max(sampleStates[sample].f, 0)
            sampleStates[sample].penalty = max(0, (1 - decay) * sampleStates[sample].penalty + parameters.beta * f)
        }
    }

    /// Lines 10 and 11: keeps z if it is feasible and its I is better than the best so far; of equals, the first stays.
    mutating func keepBest(_ t: Int) {
        for sample in sampleStates.indices where sampleStates[sample].isActive {
            let isFeasible =
                sampleStates[sample].f <= -parameters.margin && criterion.isDecided(sample)
                && (!parameters.storageAware || space.differs(z.elements, sample: sample))
            keep(z.elements, sample, t, f: sampleStates[sample].f, loss: criterion.loss(sample), isFeasible: isFeasible)
        }
    }

    /// Records iteration t, whose candidate is `candidate` with its f and loss.
    mutating func keep(_ candidate: [Scalar], _ sample: Int, _ t: Int, f: Double, loss: Double, isFeasible: Bool) {
        sampleStates[sample].record(f: f, l2: space.norms(candidate, sample: sample).l2)
        guard isFeasible else { return }
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        if sampleStates[sample].succeed(t, f: f, loss: loss, sign: sign) {
            sampleStates[sample].keepBest(candidate, space.range(sample))
            (sampleStates[sample].l2, sampleStates[sample].linf) = space.norms(candidate, sample: sample)
        }
    }

    /// The samples' outcomes, in the batch's order.
    var outcomes: [Outcome<Scalar>] {
        sampleStates.indices.map { sample in
            sampleStates[sample].outcome(
                lossBefore: criterion.lossBefore(sample), lossAtEnd: criterion.loss(sample))
        }
    }
}

/// Called after every iteration; an error that it throws stops the attack.
typealias Observer<K: Critics> = (_ t: Int, AttackState<K>) throws -> Void
