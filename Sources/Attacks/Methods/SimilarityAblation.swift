// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors

/// The similarity that replaces I in the ablations of Table 13.
public enum Similarity: String, Codable, CaseIterable, Sendable {
    /// D_L2 = ‖conv(x) − conv(z)‖²
    case squaredDistance = "l2"
    /// D_cos = 1 − cos(conv(x), conv(z))
    case cosine
    /// D = ⟨P*, C⟩ of the optimal transport between the rows.
    case featureScattering = "feature-scattering"
}

/// Table 13: Algorithm 1 with −D in place of I, so that D is maximised where I would be minimised. The start needs
/// noise (±8/255), since the gradient of D is zero at δ = 0.
public struct SimilarityAblation<Scalar: CriticScalar>: AttackMethod {
    private let setting: AttackSetting<Scalar>
    private let similarity: Similarity

    /// The noise that the ablations start with by default.
    public static var startNoise: Double { 8.0 / 255 }

    /// - Parameters:
    ///   - parameters: with `startNoise` > 0; traps otherwise.
    ///   - matrices: the matrices of random sampling; unused with convolution.
    ///   - variant: which of several results of one sample.
    public init(
        parameters: Parameters, similarity: Similarity, seed: UInt64, matrices: RandomMatrices<Scalar>? = nil,
        variant: UInt8 = 0
    ) {
        precondition(parameters.startNoise > 0, "at δ = 0 the gradient of D is zero")
        var parameters = parameters
        (parameters.innerSteps, parameters.pretrainingSteps) = (1, 0)
        setting = AttackSetting(
            parameters: parameters, randomness: PhiloxRandomness(seed: seed, variant: variant), matrices: matrices)
        self.similarity = similarity
    }

    @specialized(where Scalar == Float)
    public func run(
        _ batch: Batch<Scalar>, model: inout Execution<Scalar>, progress: (Double) -> Bool = { _ in true }
    ) throws -> [Outcome<Scalar>] {
        switch similarity {
        case .squaredDistance: try run(batch, SquaredDistance<Scalar>.self, &model, progress)
        case .cosine: try run(batch, CosineDistance<Scalar>.self, &model, progress)
        case .featureScattering: try run(batch, FeatureScattering<Scalar>.self, &model, progress)
        }
    }

    private func run<D: RowDistance>(
        _ batch: Batch<Scalar>, _: D.Type, _ model: inout Execution<Scalar>, _ progress: (Double) -> Bool
    ) throws -> [Outcome<Scalar>] where D.Scalar == Scalar {
        var state = setting.state(batch, SampleCritics<D>.self, model: &model)
        let total = Double(setting.parameters.iterations)
        try state.minMax(model: &model) { t, _ in
            if !progress(Double(t) / total) { throw CancellationError() }
        }
        return state.outcomes.map(\.withoutInformation)
    }
}
