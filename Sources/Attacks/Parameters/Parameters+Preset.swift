// SPDX-License-Identifier: Apache-2.0
extension Parameters {
    /// The parameters of a preset for one kind of data.
    ///
    /// - Parameter elementShape: the shape of one sample: [height, width, channels], or [columns] for a table.
    public static func preset(
        _ preset: Preset, sampling: Sampling, objective: Objective = .reconstruction, elementShape: [Int]
    ) -> Parameters {
        var parameters = common(preset, sampling: sampling, objective: objective)
        if objective == .contrastive { parameters.iterations = 20 }
        switch preset {
        case .uaed: parameters.adoptScaleFree()
        case .paper: break
        case .released: parameters.adoptReleasedOrder(elementShape: elementShape)
        }
        return parameters
    }

    /// The values that the presets share, which are Algorithm 1's as in the paper.
    private static func common(_ preset: Preset, sampling: Sampling, objective: Objective) -> Parameters {
        Parameters(
            preset: preset, objective: objective, order: .paper, lossUnit: .sumOfSquares, kappa: 0, margin: 0,
            storageAware: false, startNoise: 0, initialPenalty: 0, step: .plain, alpha: 0.01, beta: 0.1,
            decayExponent: 0.25, epsilon: 1, iterations: 40, innerSteps: 20, pretrainingSteps: 0,
            marginal: .permutation, criticStart: .warm, sampling: sampling, rowCount: 500, rowLength: 128,
            matrixDeviation: 1 / 128, standardised: false, hiddenUnits: 10, optimiser: .blockAdam, learningRate: 8e-4,
            firstDecay: 0.9, secondDecay: 0.999, stabiliser: 1e-8)
    }

    private mutating func adoptScaleFree() {
        storageAware = true
        pretrainingSteps = 100
        marginal = .allPairs
        criticStart = .putBack
        rowCount = 32
        rowLength = 32
        matrixDeviation = 1 / 32.0.squareRoot()
        standardised = sampling == .random
        learningRate = sampling == .random ? 5e-3 : 3e-3
        guard !objective.isSupervised else { return }
        lossUnit = .percentOfClean
        margin = 1e-4
        step = .scaleFree
        alpha = 0.003
    }

    private mutating func adoptReleasedOrder(elementShape: [Int]) {
        order = .released
        startNoise = Self.releasedStartNoise(elementShape)
        initialPenalty = 1e-3
        innerSteps = objective.isSupervised ? 1 : 20
        if objective == .contrastive { decayExponent = 0.5 }
        matrixDeviation = 1 / 128.0.squareRoot()
        standardised = sampling == .random
    }

    /// ±√(6 / (fan-in + fan-out)) of a variable of the image's shape, H·W + H·C; ±0.03 for tables.
    private static func releasedStartNoise(_ shape: [Int]) -> Double {
        guard shape.count == 3 else { return 0.03 }
        return (6 / Double(shape[0] * shape[1] + shape[0] * shape[2])).squareRoot()
    }
}
