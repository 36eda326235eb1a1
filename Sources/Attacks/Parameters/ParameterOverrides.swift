// SPDX-License-Identifier: Apache-2.0
/// Section `[attack]` of job.toml: a preset, and any of its parameters under the same names; nil keeps the preset's
/// value.
public struct ParameterOverrides: Codable, Equatable, Sendable {
    public var preset: Preset?
    public var objective: Objective?
    public var order: IterationOrder?
    public var lossUnit: LossUnit?
    public var kappa: Double?
    public var margin: Double?
    public var storageAware: Bool?
    public var startNoise: Double?
    public var initialPenalty: Double?
    public var step: StepRule?
    public var alpha: Double?
    public var beta: Double?
    public var decayExponent: Double?
    public var epsilon: Double?
    public var iterations: Int?
    public var innerSteps: Int?
    public var pretrainingSteps: Int?
    public var marginal: Marginal?
    public var criticStart: CriticStart?
    public var sampling: Sampling?
    public var rowCount: Int?
    public var rowLength: Int?
    public var matrixDeviation: Double?
    public var standardised: Bool?
    public var hiddenUnits: Int?
    public var optimiser: OptimiserRule?
    public var learningRate: Double?
    public var firstDecay: Double?
    public var secondDecay: Double?
    public var stabiliser: Double?

    /// The names of the overrides are those of the parameters.
    public typealias CodingKeys = Parameters.CodingKeys

    /// No overrides.
    public init() {}

    /// The parameters of the preset chosen here (default `uaed`), with these values in place of its own.
    ///
    /// - Parameters:
    ///   - automatic: the sampling that `auto` resolves to; ignored if the overrides choose one.
    ///   - elementShape: the shape of one sample, as in ``Parameters/preset(_:sampling:objective:elementShape:)``.
    ///   - adapted: what a method changes in the preset.
    public func parameters(
        sampling automatic: Sampling, elementShape: [Int], adapted: (inout Parameters) -> Void = { _ in }
    ) -> Parameters {
        var preset = Parameters.preset(
            preset ?? .uaed, sampling: sampling ?? automatic, objective: objective ?? .reconstruction,
            elementShape: elementShape)
        adapted(&preset)
        return applied(to: preset)
    }

    /// `parameters` with every value that is set here. A new row length also changes the matrices' deviation by the
    /// preset's rule: 1/d' in `paper`, 1/√d' otherwise.
    public func applied(to parameters: Parameters) -> Parameters {
        var result = parameters
        if let rowLength {
            let length = Double(rowLength)
            result.matrixDeviation = result.preset == .paper ? 1 / length : 1 / length.squareRoot()
        }
        applyChoices(to: &result)
        applyNumbers(to: &result)
        return result
    }

    private func applyChoices(to result: inout Parameters) {
        override(&result.preset, preset)
        override(&result.objective, objective)
        override(&result.order, order)
        override(&result.lossUnit, lossUnit)
        override(&result.storageAware, storageAware)
        override(&result.step, step)
        override(&result.marginal, marginal)
        override(&result.criticStart, criticStart)
        override(&result.sampling, sampling)
        override(&result.standardised, standardised)
        override(&result.optimiser, optimiser)
    }

    private func applyNumbers(to result: inout Parameters) {
        override(&result.kappa, kappa)
        override(&result.margin, margin)
        override(&result.startNoise, startNoise)
        override(&result.initialPenalty, initialPenalty)
        override(&result.alpha, alpha)
        override(&result.beta, beta)
        override(&result.decayExponent, decayExponent)
        override(&result.epsilon, epsilon)
        override(&result.iterations, iterations)
        override(&result.innerSteps, innerSteps)
        override(&result.pretrainingSteps, pretrainingSteps)
        override(&result.rowCount, rowCount)
        override(&result.rowLength, rowLength)
        override(&result.matrixDeviation, matrixDeviation)
        override(&result.hiddenUnits, hiddenUnits)
        override(&result.learningRate, learningRate)
        override(&result.firstDecay, firstDecay)
        override(&result.secondDecay, secondDecay)
        override(&result.stabiliser, stabiliser)
    }

    private func override<Value>(_ value: inout Value, _ replacement: Value?) {
        if let replacement { value = replacement }
    }
}
