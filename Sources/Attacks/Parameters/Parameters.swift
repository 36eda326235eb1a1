// SPDX-License-Identifier: Apache-2.0
/// Every number and choice of an attack, under the names that manifests use. Symbols are the paper's.
public struct Parameters: Codable, Equatable, Sendable {
    public var preset: Preset
    public var objective: Objective
    public var order: IterationOrder
    /// Unit of f, κ and the margin.
    public var lossUnit: LossUnit
    /// κ, added to f.
    public var kappa: Double
    /// An iterate is feasible if f ≤ −margin.
    public var margin: Double
    /// Whether f, I and both gradients are taken at the values that storing x + δ and reading it back gives.
    public var storageAware: Bool
    /// δ₀ is uniform in ±startNoise.
    public var startNoise: Double
    /// c₀
    public var initialPenalty: Double
    public var step: StepRule
    /// α
    public var alpha: Double
    /// β
    public var beta: Double
    /// p in c ← max(0, (1 − β/tᵖ)c + βf⁺)
    public var decayExponent: Double
    /// ε: |δ| ≤ ε element by element, in units of [0, 1].
    public var epsilon: Double
    /// T
    public var iterations: Int
    /// T_I: steps of the critic per iteration.
    public var innerSteps: Int
    /// Steps of the critic at δ₀ before the first step of δ.
    public var pretrainingSteps: Int
    public var marginal: Marginal
    public var criticStart: CriticStart
    public var sampling: Sampling
    /// K of random sampling; with convolution K is the number of feature maps.
    public var rowCount: Int
    /// d' of random sampling; with convolution d' is a map's size.
    public var rowLength: Int
    /// Standard deviation of the random matrices' entries.
    public var matrixDeviation: Double
    /// Whether rows become (r − mean) / max(sd, 10⁻⁶).
    public var standardised: Bool
    /// H
    public var hiddenUnits: Int
    public var optimiser: OptimiserRule
    /// The learning rate of the critic's optimiser.
    public var learningRate: Double
    /// β₁, β₂ and the constant in the denominator of Adam.
    public var firstDecay: Double
    public var secondDecay: Double
    public var stabiliser: Double

    /// The names of the parameters in job.toml and in manifests.
    public enum CodingKeys: String, CodingKey, CaseIterable {
        case preset, objective, order, kappa, margin, step, alpha, beta, epsilon, iterations, marginal, sampling
        case standardised, optimiser
        case lossUnit = "loss_unit"
        case storageAware = "storage_aware"
        case startNoise = "start_noise"
        case initialPenalty = "initial_penalty"
        case decayExponent = "decay_exponent"
        case innerSteps = "inner_steps"
        case pretrainingSteps = "pretraining_steps"
        case criticStart = "critic_start"
        case rowCount = "row_count"
        case rowLength = "row_length"
        case matrixDeviation = "matrix_deviation"
        case hiddenUnits = "hidden_units"
        case learningRate = "learning_rate"
        case firstDecay = "first_decay"
        case secondDecay = "second_decay"
        case stabiliser
    }
}
