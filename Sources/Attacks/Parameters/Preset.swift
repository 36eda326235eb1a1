// SPDX-License-Identifier: Apache-2.0
/// A named, complete set of parameters.
public enum Preset: String, Codable, CaseIterable, Sendable {
    /// The paper's MinMax made scale-free, comparable between iterates, and storable.
    case uaed
    /// Algorithm 1's order and step.
    case paper
    /// The released code's order, start and selection.
    case released
}

/// The source of the K pairs (x_k, y_k) of one sample.
public enum Sampling: String, Codable, CaseIterable, Sendable {
    /// The K maps of the model's first convolution, flattened.
    case convolution
    /// x_k = M_k x with K Gaussian matrices.
    case random

    /// Convolution if the first layer gives at least eight maps to compare, else random sampling (paper 3.1).
    public static func automatic(featureMaps: Int?) -> Sampling {
        (featureMaps ?? 0) >= 8 ? .convolution : .random
    }
}

/// The goal of the perturbation.
public enum Objective: String, Codable, CaseIterable, Sendable {
    /// ‖x − Φ(x+δ)‖² no larger than ‖x − Φ(x)‖²; I is minimised.
    case reconstruction
    /// NT-Xent of the sample's views no larger than at x (paper 4.6); I is minimised.
    case contrastive
    /// Another class than y; I is maximised.
    case untargeted
    /// The class y'; I is maximised.
    case targeted

    /// Whether the objective needs classes.
    public var isSupervised: Bool { self == .untargeted || self == .targeted }
}

/// The order of the steps within one iteration.
public enum IterationOrder: String, Codable, Sendable {
    /// Step δ, train the critic, take I and f at the new δ, then c, then keep the best.
    case paper
    /// f at the old δ drives the step and c; the critic is trained at the new δ; the image kept is the old one.
    case released
}

/// The unit of the unsupervised criteria.
public enum LossUnit: String, Codable, Sendable {
    /// The loss itself: ‖·‖² for a reconstruction, ℓ for contrast.
    case sumOfSquares = "sum-of-squares"
    /// Percent of the loss at x.
    case percentOfClean = "percent-of-clean"
}

/// The step of δ.
public enum StepRule: String, Codable, Sendable {
    /// δ − α(c∇f⁺ ± ∇I)
    case plain
    /// δ − α·u(c·1[f > 0]·u(∇f) ± u(∇I)), u(v) = v / rms(v)
    case scaleFree = "scale-free"
}

/// What replaces the product of the marginals in I.
public enum Marginal: String, Codable, Sendable {
    /// One fresh permutation of the K rows per evaluation.
    case permutation
    /// All K² pairs: deterministic, I ≤ log K.
    case allPairs = "all-pairs"
}

/// The critic at the start of each T_I steps.
public enum CriticStart: String, Codable, Sendable {
    /// As the previous steps left it.
    case warm
    /// As pre-training left it, with moments and step counter zero.
    case putBack = "put-back"
}

/// The rule by which the critic ascends I.
public enum OptimiserRule: String, Codable, Sendable {
    case sgd
    case adam
    /// Adam with one second moment for all of A and one for all of B.
    case blockAdam = "block-adam"
}
