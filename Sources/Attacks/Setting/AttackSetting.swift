// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The common setting of all methods that move δ step by step: parameters, random numbers, and the matrices of random
/// sampling.
struct AttackSetting<Scalar: CriticScalar>: Sendable {
    let parameters: Parameters
    let randomness: any Randomness<Scalar>
    /// nil without random sampling.
    let matrices: RandomMatrices<Scalar>?
    /// Whether the method estimates mutual information and therefore takes rows.
    let usesRows: Bool

    init(
        parameters: Parameters, randomness: any Randomness<Scalar>, matrices: RandomMatrices<Scalar>?,
        usesRows: Bool = true
    ) {
        precondition(
            parameters.sampling == .convolution || matrices != nil || !usesRows, "random sampling needs its matrices")
        self.usesRows = usesRows
        self.parameters = parameters
        self.randomness = randomness
        self.matrices = matrices
    }

    /// Whether the critic's span form is exact and pays off: block-Adam and K ≤ d'.
    func usesSpan(_ model: Execution<Scalar>) -> Bool {
        let sampler = sampler(for: model)
        return parameters.optimiser == .blockAdam && sampler.count <= sampler.length
    }

    /// Whether the long products can run in the model's own lanes: its feature maps are the rows, without
    /// standardisation.
    func usesLanes(_ model: Execution<Scalar>) -> Bool {
        usesSpan(model) && parameters.sampling == .convolution && !parameters.standardised
            && model.featureLanes != nil
    }

    /// The source of the rows, for this model. Traps if it must start with a convolution and does not.
    func sampler(for model: Execution<Scalar>) -> RowSampler<Scalar> {
        guard usesRows else { return RowSampler() }
        if parameters.sampling == .random, let matrices {
            return RowSampler(parameters, matrices: matrices, batch: model.batch)
        }
        guard let maps = model.firstConvolution else {
            preconditionFailure("sampling by convolution needs a model that starts with one")
        }
        return RowSampler(parameters, featureMaps: maps, batch: model.batch)
    }
}
