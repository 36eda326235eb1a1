// SPDX-License-Identifier: Apache-2.0
import Attacks

/// `[attack]`: what is said beside MinMax's own parameters, each for the methods and objectives that know it.
public struct MethodOptions: Codable, Equatable, Sendable {
    /// Which convolution's maps are the rows, counted from the model's first.
    public var convolution: Int?
    /// Where a sample's class comes from.
    public var label: LabelSource?
    /// The class wanted: an index or a name as text, or `next`, `least-likely`, `random`.
    public var target: String?
    /// B and the success test of the penalty method.
    public var searchSteps: Int?
    public var successTest: SuccessTest?
    /// What happens to the source before the attack.
    public var transform: JobSettings.TransformationKind?
    /// σ of Gaussian noise.
    public var sigma: Double?
    /// Of a rotation, in degrees.
    public var angle: Double?
    /// Of PGD's sign.
    public var stepSize: Double?
    /// Results of each sample.
    public var variants: Int?
    /// `alpha` as a list: one a variant.
    public var alphas: [Double]?
    /// σ of the noise on top of what was found.
    public var noise: Double?
    public var mask: Mask?
    /// Publish the curves of every sample.
    public var diagnostics: Bool?

    /// Where a concrete autoencoder's δ may lie.
    public enum Mask: String, Codable, CaseIterable, Sendable {
        case selected, all
    }

    public init() {}

    enum CodingKeys: String, CodingKey, CaseIterable {
        case convolution, label, target, transform, sigma, angle, variants, alphas, noise, mask, diagnostics
        case searchSteps = "search_steps"
        case successTest = "success_test"
        case stepSize = "step_size"
    }
}

extension JobSettings {
    public enum TransformationKind: String, Codable, CaseIterable, Sendable {
        case gaussian, flip, rotation
    }

    public enum Method: String, Codable, CaseIterable, Sendable {
        /// Algorithm 1.
        case minmax
        /// Algorithm 3.
        case penalty
        case lossAscent = "l2-uae"
        case pgd
        case gaussian, flip, rotation
        case distance = "l2-distance"
        case cosine
        case featureScattering = "feature-scattering"

        /// A transformation that is a method of its own.
        var transformation: TransformationKind? { TransformationKind(rawValue: rawValue) }
        /// An ablation of Table 13.
        var isAblation: Bool { [.distance, .cosine, .featureScattering].contains(self) }
        /// Whether it trains a critic for each sample.
        var trainsCritics: Bool { self == .minmax || self == .penalty }
        /// Whether it compares K rows of x and z.
        var takesRows: Bool { trainsCritics || isAblation }
    }
}
