// SPDX-License-Identifier: Apache-2.0
import Attacks

/// `[attack]`: options beside MinMax's own parameters, each for the methods and objectives that use it.
public struct MethodOptions: Codable, Equatable, Sendable {
    /// Which convolution's maps are the rows, counted from the model's first (1).
    public var convolution: Int?
    /// The source of a sample's class.
    public var label: LabelSource?
    /// The class wanted: an index or a name as text, or `next`, `least-likely`, `random`.
    public var target: String?
    /// B and the success test of the penalty method.
    public var searchSteps: Int?
    public var successTest: SuccessTest?
    /// The transformation of the source before the attack.
    public var transform: JobSettings.TransformationKind?
    /// σ of Gaussian noise, in units of [0, 1].
    public var sigma: Double?
    /// The largest angle of a rotation, in degrees.
    public var angle: Double?
    /// The step size of `pgd`.
    public var stepSize: Double?
    /// Results per sample.
    public var variants: Int?
    /// `alpha` as a list, one value per variant.
    public var alphas: [Double]?
    /// σ of the Gaussian noise that is added to what was found, in units of [0, 1].
    public var noise: Double?
    public var mask: Mask?
    /// Whether to publish the curves of every sample.
    public var diagnostics: Bool?

    /// Which features of a concrete autoencoder δ may change.
    public enum Mask: String, Codable, CaseIterable, Sendable {
        case selected, all
    }

    /// No option is set.
    public init() {}

    enum CodingKeys: String, CodingKey, CaseIterable {
        case convolution, label, target, transform, sigma, angle, variants, alphas, noise, mask, diagnostics
        case searchSteps = "search_steps"
        case successTest = "success_test"
        case stepSize = "step_size"
    }
}

extension JobSettings {
    /// The transformations of a sample.
    public enum TransformationKind: String, Codable, CaseIterable, Sendable {
        case gaussian, flip, rotation
    }

    /// The methods of attack.
    public enum Method: String, Codable, CaseIterable, Sendable {
        /// Algorithm 1 of the paper.
        case minmax
        /// Algorithm 3 of the paper.
        case penalty
        case lossAscent = "l2-uae"
        case pgd
        case gaussian, flip, rotation
        case distance = "l2-distance"
        case cosine
        case featureScattering = "feature-scattering"

        /// The transformation that is the method itself.
        var transformation: TransformationKind? { TransformationKind(rawValue: rawValue) }
        /// Whether it is an ablation of Table 13.
        var isAblation: Bool { [.distance, .cosine, .featureScattering].contains(self) }
        /// Whether it trains a critic for each sample.
        var trainsCritics: Bool { self == .minmax || self == .penalty }
        /// Whether it compares K rows of x and z.
        var takesRows: Bool { trainsCritics || isAblation }
    }
}
