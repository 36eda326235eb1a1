// SPDX-License-Identifier: Apache-2.0
import Tensors

/// The rule of the critic's ascent. Adam and block-Adam: θ ← θ + rate·√(1 − β₂ⁿ)/(1 − β₁ⁿ)·m/(√v + eps); sgd: θ ← θ +
/// rate·g.
struct Optimiser<Scalar: Real>: Sendable {
    let rule: OptimiserRule
    let learningRate: Double
    let firstDecay: Double
    let secondDecay: Double
    let stabiliser: Scalar

    init(_ parameters: Parameters) {
        rule = parameters.optimiser
        learningRate = parameters.learningRate
        firstDecay = parameters.firstDecay
        secondDecay = parameters.secondDecay
        stabiliser = Scalar(parameters.stabiliser)
    }

    /// Adam's bias-corrected rate, updated step by step: β₁ⁿ and β₂ⁿ are kept as products.
    struct Clock: Sendable {
        private(set) var steps = 0
        private var firstPower = 1.0
        private var secondPower = 1.0

        /// Counts a step n and returns rate·√(1 − β₂ⁿ)/(1 − β₁ⁿ), or the plain rate for sgd.
        mutating func advance(_ optimiser: Optimiser) -> Scalar {
            steps += 1
            firstPower *= optimiser.firstDecay
            secondPower *= optimiser.secondDecay
            guard optimiser.rule != .sgd else { return Scalar(optimiser.learningRate) }
            return Scalar(optimiser.learningRate * (1 - secondPower).squareRoot() / (1 - firstPower))
        }
    }
}

/// First and second moments of one array of parameters; a block has a single second moment.
struct Moments<Scalar: Real>: Sendable {
    private var first: [Scalar]
    private var second: [Scalar]
    private let isBlock: Bool

    /// - Parameter isMatrix: whether block-Adam treats the array as one block.
    init(count: Int, isMatrix: Bool, rule: OptimiserRule) {
        isBlock = isMatrix && rule == .blockAdam
        first = Array(repeating: 0, count: count)
        second = Array(repeating: 0, count: isBlock ? 1 : count)
    }

    mutating func reset() {
        for index in first.indices { first[index] = 0 }
        for index in second.indices { second[index] = 0 }
    }

    /// One step of `parameters` along `gradient`, at the rate that ``Optimiser/Clock/advance(_:)`` returned.
    mutating func ascend(
        _ parameters: inout [Scalar], along gradient: [Scalar], _ optimiser: Optimiser<Scalar>, rate: Scalar
    ) {
        guard optimiser.rule != .sgd else {
            for index in parameters.indices { parameters[index] += rate * gradient[index] }
            return
        }
        let (decay, gain) = (Scalar(optimiser.firstDecay), Scalar(1 - optimiser.firstDecay))
        for index in parameters.indices { first[index] = decay * first[index] + gain * gradient[index] }
        if isBlock {
            let applied = rate / (blockScale(gradient, optimiser) + optimiser.stabiliser)
            for index in parameters.indices { parameters[index] += applied * first[index] }
        } else {
            ascendElementwise(&parameters, along: gradient, optimiser, rate: rate)
        }
    }

    /// √v of the block, after v ← β₂v + (1 − β₂)·mean(g²).
    private mutating func blockScale(_ gradient: [Scalar], _ optimiser: Optimiser<Scalar>) -> Scalar {
        var square: Scalar = 0
        for value in gradient { square += value * value }
        let (decay, gain) = (Scalar(optimiser.secondDecay), Scalar(1 - optimiser.secondDecay))
        second[0] = decay * second[0] + gain * square / Scalar(gradient.count)
        return second[0].squareRoot()
    }

    private mutating func ascendElementwise(
        _ parameters: inout [Scalar], along gradient: [Scalar], _ optimiser: Optimiser<Scalar>, rate: Scalar
    ) {
        let (decay, gain) = (Scalar(optimiser.secondDecay), Scalar(1 - optimiser.secondDecay))
        for index in parameters.indices {
            second[index] = decay * second[index] + gain * gradient[index] * gradient[index]
            parameters[index] += rate * first[index] / (second[index].squareRoot() + optimiser.stabiliser)
        }
    }
}
