// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// Algorithm 3 of the paper (6.5; for unsupervised models with its fixed c: 6.6): runs the steps of Algorithm 1 B times
/// at a fixed c, which a binary search chooses for each sample.
extension AttackState {
    /// Runs T iterations at the penalties of `bounds`, from `start`: δ = 0, critic and optimiser at their start. The
    /// best iterate and the curves of earlier search steps stay.
    ///
    /// - Parameter b: the number of the search step, from 0.
    mutating func search(
        _ b: Int, from start: AttackState, _ bounds: [PenaltyBounds], model: inout Execution<Scalar>,
        observe: Observer<K>
    ) throws {
        let earlier = sampleStates
        self = start
        sampleStates = zip(earlier, bounds).map { $0.restarted(penalty: $1.penalty) }
        evaluate(model: &model)  // returns the model's activations to z₀
        for t in b * parameters.iterations + 1...(b + 1) * parameters.iterations {
            step(t, model: &model)  // δ ← P(δ − α(c∇f⁺ ± ∇I))
            evaluate(model: &model)
            trainCritics(t)
            estimateInformation(t)
            keepBest(t)
            try observe(t, self)
        }
    }
}

/// The penalty method with binary search.
public struct PenaltySearch<Scalar: CriticScalar>: AttackMethod {
    private let setting: AttackSetting<Scalar>
    /// B
    private let steps: Int
    private let successTest: SuccessTest

    /// Traps unless `parameters` have the paper's order of steps.
    ///
    /// - Parameters:
    ///   - steps: B, the number of search steps for c.
    ///   - matrices: the matrices of random sampling; unused with convolution.
    ///   - variant: which of several results of one sample.
    public init(
        parameters: Parameters, steps: Int, successTest: SuccessTest, seed: UInt64,
        matrices: RandomMatrices<Scalar>? = nil, variant: UInt8 = 0
    ) {
        self.init(
            parameters: parameters, steps: steps, successTest: successTest,
            randomness: PhiloxRandomness(seed: seed, variant: variant), matrices: matrices)
    }

    init(
        parameters: Parameters, steps: Int, successTest: SuccessTest, randomness: any Randomness<Scalar>,
        matrices: RandomMatrices<Scalar>?
    ) {
        precondition(parameters.order == .paper, "Algorithm 3 has the paper's order of steps")
        setting = AttackSetting(parameters: parameters, randomness: randomness, matrices: matrices)
        self.steps = steps
        self.successTest = successTest
    }

    /// Attacks at most `model.batch` samples together; iterations count through all search steps, from 1 to B·T.
    @specialized(where Scalar == Float)
    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        let total = Double(steps * setting.parameters.iterations)
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

    /// - Parameter searched: called after each search step with the updated bounds.
    func run<K: Critics>(
        _ batch: Batch<Scalar>, _ form: K.Type, model: inout Execution<Scalar>,
        searched: (_ b: Int, [PenaltyBounds], AttackState<K>) -> Void = { _, _, _ in }, observe: Observer<K>
    ) throws -> [Outcome<Scalar>] where K.Scalar == Scalar {
        let start = setting.state(batch, form, model: &model)
        var state = start
        var bounds = Array(repeating: PenaltyBounds(), count: batch.count)
        for b in 0..<steps {
            let before = state.sampleStates.map(\.feasibleIterations)
            try state.search(b, from: start, bounds, model: &model, observe: observe)
            for sample in bounds.indices {
                let successes = state.sampleStates[sample].feasibleIterations
                bounds[sample].update(success: successes > (successTest == .perStep ? before[sample] : 0))
            }
            searched(b, bounds, state)
        }
        return state.outcomes
    }
}
