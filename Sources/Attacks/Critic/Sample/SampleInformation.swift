// SPDX-License-Identifier: Apache-2.0
import Tensors

/// Per-sample MINE (Algorithm 2): one sample's critic, the times of its training, and its permutations.
struct SampleInformation<C: Critic>: Sendable {
    private(set) var critic: C
    private var pairs: MarginalPairs<C.Scalar>
    private let parameters: Parameters
    /// I before each step of the last T_I steps.
    private(set) var trainingEstimates: [C.Scalar]

    /// - Parameters:
    ///   - sampler: holds the rows of x.
    ///   - position: the sample's place in the batch.
    ///   - sample: its index in the dataset.
    init(
        _ sampler: RowSampler<C.Scalar>, position: Int, sample: Int, parameters: Parameters,
        randomness: any Randomness<C.Scalar>
    ) {
        let shape = CriticShape(rows: sampler.count, hidden: parameters.hiddenUnits, rowLength: sampler.length)
        let start = randomness.criticStart(sample: sample, hidden: shape.hidden, rowLength: shape.rowLength)
        critic = C(
            start, source: sampler.rows, offset: sampler.offset(position), shape: shape,
            optimiser: Optimiser(parameters))
        pairs = MarginalPairs(sample: sample, count: shape.rows, parameters: parameters, randomness: randomness)
        self.parameters = parameters
        trainingEstimates = Array(repeating: 0, count: parameters.innerSteps)
    }

    /// Trains at δ₀ before the first step of δ, and stores the result if the critic is put back in each iteration.
    mutating func pretrain(_ rows: [C.Scalar], offset: Int) {
        critic.observe(rows, offset: offset)
        for step in 0..<parameters.pretrainingSteps {
            _ = critic.ascend(permutation: pairs.drawn(.pretrainingPermutation, step))
        }
        if parameters.criticStart == .putBack { critic.remember() }
    }

    /// T_I training steps at the given rows.
    mutating func train(_ rows: [C.Scalar], offset: Int, iteration t: Int) {
        if parameters.criticStart == .putBack { critic.putBack() }
        critic.observe(rows, offset: offset)
        for step in 0..<parameters.innerSteps {
            let occasion = (t - 1) * parameters.innerSteps + step
            trainingEstimates[step] = critic.ascend(permutation: pairs.drawn(.trainingPermutation, occasion))
        }
    }

    /// I at the rows last trained on, in nats.
    mutating func estimate(iteration t: Int) -> C.Scalar {
        critic.estimate(permutation: pairs.drawn(.evaluationPermutation, t - 1))
    }

    /// I, and its gradient in the rows last trained on, K×d'.
    mutating func differentiate(iteration t: Int, into cotangents: inout [C.Scalar], offset: Int) -> C.Scalar {
        critic.differentiate(
            permutation: pairs.drawn(.gradientPermutation, t - 1), into: &cotangents, offset: offset)
    }
}
