import Models
import Tensors

/// δ, c and the critics of a batch of samples, and the steps that Algorithm 1 and the released code put in their orders.
struct AttackState<C: Critic> {
    typealias Scalar = C.Scalar

    let parameters: Parameters
    let space: PerturbationSpace<Scalar>
    var criterion: any Criterion<Scalar>
    var sampler: RowSampler<Scalar>
    /// One MINE a sample.
    var information: [SampleInformation<C>]
    var tracks: [Track<Scalar>]
    /// δ, n·d.
    var delta: [Scalar]
    /// What is evaluated: [batch, d], rows beyond the samples and of stopped ones 0.
    var z: Tensor<Scalar>
    /// ∇f (where it is wanted) and ∇I of the last step, [batch, d].
    var criterionGradient: Tensor<Scalar>
    var informationGradient: Tensor<Scalar>
    /// What δ was moved against, n·d.
    var direction: [Scalar]
    private var cotangents: [Scalar]

    /// Starts at δ₀ with the critics pre-trained there: f and the rows are those of z₀.
    init(
        _ batch: Batch<Scalar>, parameters: Parameters, randomness: any Randomness<Scalar>,
        sampler: RowSampler<Scalar>, model: inout Execution<Scalar>
    ) {
        self.parameters = parameters
        self.sampler = sampler
        space = PerturbationSpace(batch, parameters)
        delta = Array(repeating: 0, count: batch.x.count)
        direction = delta
        z = Tensor(zeros: [model.batch, batch.sampleCount])
        criterionGradient = z
        informationGradient = z
        cotangents = Array(repeating: 0, count: sampler.rows.count)
        z.elements.replaceSubrange(0..<batch.x.count, with: batch.x.elements)
        criterion = parameters.criterion(for: batch, at: z, model: &model)
        self.sampler.observe(z, model: model)
        let rows = self.sampler
        information = batch.indices.enumerated().map { position, index in
            SampleInformation(
                rows, position: position, sample: index, parameters: parameters, randomness: randomness)
        }
        let criterion = criterion
        tracks = batch.indices.enumerated().map { position, index in
            Track(index: index, penalty: parameters.initialPenalty, isEligible: criterion.isEligible(position))
        }
        start(batch, randomness, model: &model)
    }

    private mutating func start(
        _ batch: Batch<Scalar>, _ randomness: any Randomness<Scalar>, model: inout Execution<Scalar>
    ) {
        for sample in tracks.indices {
            if parameters.startNoise > 0 {
                let noise = randomness.startNoise(
                    sample: batch.indices[sample], radius: parameters.startNoise, count: space.count)
                delta.replaceSubrange(space.range(sample), with: noise)
                space.mask(&delta, delta: delta, sample: sample)
                space.project(&delta, sample: sample)
            }
        }
        evaluate(model: &model)
        for sample in active {
            information[sample].pretrain(sampler.rows, offset: sampler.offset(sample))
        }
    }

    /// The samples that are still attacked.
    var active: [Int] { tracks.indices.filter { tracks[$0].isActive } }
}

extension AttackState {
    /// f and the K rows at z = S(x + δ): one forward pass for the whole batch.
    mutating func evaluate(model: inout Execution<Scalar>) {
        for sample in tracks.indices {
            guard tracks[sample].isActive else {
                for index in space.range(sample) { z.elements[index] = 0 }
                continue
            }
            space.evaluate(delta, sample: sample, into: &z.elements)
        }
        let values = criterion.evaluate(z, model: &model)
        sampler.observe(z, model: model)
        for sample in active {
            tracks[sample].f = values[sample]
            if !values[sample].isFinite { tracks[sample].stop("f is not finite") }
        }
    }

    /// Lines 3 to 6: δ ← P(δ − α(c∇f⁺ ± ∇I)), or its scale-free form. One gradient pass for the samples that are not
    /// feasible, none if all are.
    mutating func step(_ t: Int, model: inout Execution<Scalar>) {
        let wanted = tracks.map { $0.isActive && $0.f > 0 && $0.penalty > 0 }
        if wanted.contains(true) { criterionGradient = criterion.gradient(wanted, model: &model) }
        differentiateInformation(t, model: &model)
        for sample in active { descend(sample, criterionCounts: wanted[sample]) }
    }

    /// ∇I at the rows of z, with the critics as trained so far.
    private mutating func differentiateInformation(_ t: Int, model: inout Execution<Scalar>) {
        let length = sampler.count * sampler.length
        for sample in tracks.indices {
            let offset = sampler.offset(sample)
            guard tracks[sample].isActive else {
                for index in offset..<offset + length { cotangents[index] = 0 }
                continue
            }
            let value = information[sample].differentiate(iteration: t, into: &cotangents, offset: offset)
            tracks[sample].informationBeforeStep = Double(value)
            if !value.isFinite { tracks[sample].stop("I is not finite") }
        }
        informationGradient = sampler.pullBack(&cotangents, model: &model)
    }

    private mutating func descend(_ sample: Int, criterionCounts: Bool) {
        space.mask(&criterionGradient.elements, delta: delta, sample: sample)
        space.mask(&informationGradient.elements, delta: delta, sample: sample)
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        let criterionNorm =
            criterionCounts ? space.rootMeanSquare(criterionGradient.elements, sample: sample) : 0
        let informationNorm = space.rootMeanSquare(informationGradient.elements, sample: sample)
        guard criterionNorm.isFinite, informationNorm.isFinite else {
            tracks[sample].stop(criterionNorm.isFinite ? "the gradient of I is not finite" : "the gradient of f is not finite")
            return
        }
        let isScaleFree = parameters.step == .scaleFree
        let criterionWeight =
            criterionCounts ? tracks[sample].penalty * (isScaleFree ? unit(criterionNorm) : 1) : 0
        combine(sample, Scalar(criterionWeight), Scalar(sign * (isScaleFree ? unit(informationNorm) : 1)))
        if isScaleFree { scale(sample, unit(space.rootMeanSquare(direction, sample: sample))) }
        let alpha = Scalar(parameters.alpha)
        for index in space.range(sample) { delta[index] -= alpha * direction[index] }
        space.project(&delta, sample: sample)
    }

    /// u(v) = v / rms(v): the factor, 0 where the norm is nothing.
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

extension AttackState {
    /// Algorithm 2: T_I steps of every critic at the present rows.
    mutating func trainCritics(_ t: Int) {
        for sample in active {
            information[sample].train(sampler.rows, offset: sampler.offset(sample), iteration: t)
        }
    }

    /// Line 7: I with the critics just trained.
    mutating func estimateInformation(_ t: Int) {
        for sample in active {
            setInformation(Double(information[sample].estimate(iteration: t)), sample)
        }
    }

    mutating func setInformation(_ value: Double, _ sample: Int) {
        tracks[sample].information = value
        if !value.isFinite { tracks[sample].stop("I is not finite") }
    }

    /// Lines 8 and 9: c ← max(0, (1 − β/tᵖ)c + βf⁺).
    mutating func updatePenalty(_ t: Int) {
        let decay = parameters.beta / Double.pow(Double(t), parameters.decayExponent)
        for sample in active {
            let f = max(tracks[sample].f, 0)
            tracks[sample].penalty = max(0, (1 - decay) * tracks[sample].penalty + parameters.beta * f)
        }
    }

    /// Lines 10 and 11: z is kept if it is feasible and its I is better than the best so far; the first of equals.
    mutating func keepBest(_ t: Int) {
        for sample in active {
            let isFeasible =
                tracks[sample].f <= -parameters.margin && criterion.isDecided(sample)
                && (!parameters.storageAware || space.differs(z.elements, sample: sample))
            keep(z.elements, sample, t, f: tracks[sample].f, loss: criterion.loss(sample), isFeasible: isFeasible)
        }
    }

    /// Records iteration t, whose candidate is `candidate` with its f and loss.
    mutating func keep(_ candidate: [Scalar], _ sample: Int, _ t: Int, f: Double, loss: Double, isFeasible: Bool) {
        tracks[sample].record(f: f)
        guard isFeasible else { return }
        let sign = criterion.minimisesInformation ? 1.0 : -1.0
        if tracks[sample].succeed(t, f: f, loss: loss, sign: sign) {
            tracks[sample].best = Array(candidate[space.range(sample)])
            (tracks[sample].l2, tracks[sample].linf) = space.norms(candidate, sample: sample)
        }
    }

    var outcomes: [Outcome<Scalar>] {
        tracks.indices.map { sample in
            tracks[sample].outcome(
                lossBefore: criterion.lossBefore(sample), lossAtEnd: criterion.loss(sample))
        }
    }
}
