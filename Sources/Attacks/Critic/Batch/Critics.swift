// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The critics of a batch of samples: one MINE per sample, with the rows of x and of z that it compares.
///
/// Samples are numbered by their place in the batch, and no sample affects another.
protocol Critics<Scalar>: Sendable {
    associatedtype Scalar: CriticScalar

    /// Starts at the rows of `x`, [batch, d], the input of the model's last forward pass.
    init(_ setting: AttackSetting<Scalar>, indices: [Int], at x: Tensor<Scalar>, model: Execution<Scalar>)

    /// Takes the rows of `z`, the input of the model's last forward pass.
    mutating func observe(_ z: Tensor<Scalar>, model: Execution<Scalar>)
    /// Trains at δ₀, before the first step of δ, the samples in `active`.
    mutating func pretrain(_ active: [Bool])
    /// Algorithm 2: T_I training steps at the rows of z.
    mutating func train(_ sample: Int, iteration t: Int)
    /// I at the rows of z, in nats.
    mutating func estimate(_ sample: Int, iteration t: Int) -> Scalar
    /// I before each step of the last T_I steps.
    func trainingEstimates(_ sample: Int) -> [Scalar]
    /// Writes ∇I of the samples in `active` to `gradient`, [batch, d], and I to `values`.
    mutating func differentiate(
        _ t: Int, active: [Bool], values: inout [Scalar], into gradient: inout Tensor<Scalar>,
        model: inout Execution<Scalar>)
}

/// Critics that run one after another: any kind of critic, on rows from any source.
struct SampleCritics<C: Critic>: Critics {
    typealias Scalar = C.Scalar

    private(set) var information: [SampleInformation<C>]
    private var sampler: RowSampler<Scalar>
    /// The cotangents ∂I/∂rows, [batch, K, d'].
    private var cotangents: [Scalar]

    init(_ setting: AttackSetting<Scalar>, indices: [Int], at x: Tensor<Scalar>, model: Execution<Scalar>) {
        var sampler = setting.sampler(for: model)
        sampler.observe(x, model: model)
        let rows = sampler
        information = indices.enumerated().map { position, index in
            SampleInformation(
                rows, position: position, sample: index, parameters: setting.parameters,
                randomness: setting.randomness)
        }
        cotangents = Array(repeating: 0, count: rows.rows.count)
        self.sampler = sampler
    }

    mutating func observe(_ z: Tensor<Scalar>, model: Execution<Scalar>) { sampler.observe(z, model: model) }

    mutating func pretrain(_ active: [Bool]) {
        for sample in active.indices where active[sample] {
            information[sample].pretrain(sampler.rows, offset: sampler.offset(sample))
        }
    }

    mutating func train(_ sample: Int, iteration t: Int) {
        information[sample].train(sampler.rows, offset: sampler.offset(sample), iteration: t)
    }

    mutating func estimate(_ sample: Int, iteration t: Int) -> Scalar { information[sample].estimate(iteration: t) }

    func trainingEstimates(_ sample: Int) -> [Scalar] { information[sample].trainingEstimates }

    mutating func differentiate(
        _ t: Int, active: [Bool], values: inout [Scalar], into gradient: inout Tensor<Scalar>,
        model: inout Execution<Scalar>
    ) {
        let length = sampler.count * sampler.length
        for sample in active.indices {
            let offset = sampler.offset(sample)
            if active[sample] {
                values[sample] = information[sample].differentiate(iteration: t, into: &cotangents, offset: offset)
            } else {
                for index in offset..<offset + length { cotangents[index] = 0 }
            }
        }
        gradient = sampler.pullBack(&cotangents, model: &model)
    }
}
