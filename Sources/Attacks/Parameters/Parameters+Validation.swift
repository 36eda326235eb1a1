// SPDX-License-Identifier: Apache-2.0
extension Parameters {
    /// The first parameter with an invalid value, and the requirement that it violates; nil if all are valid.
    public func firstInvalid() -> (key: CodingKeys, requirement: String)? {
        let checks: [(CodingKeys, Bool, String)] = [
            (.alpha, alpha > 0 && alpha.isFinite, "greater than 0"),
            (.beta, beta >= 0 && beta <= 1, "between 0 and 1"),
            (.epsilon, epsilon > 0 && epsilon.isFinite, "greater than 0"),
            (.kappa, kappa.isFinite, "a number"),
            (.margin, margin >= 0 && margin.isFinite, "0 or greater"),
            (.startNoise, startNoise >= 0 && startNoise <= 1, "between 0 and 1"),
            (.initialPenalty, initialPenalty >= 0 && initialPenalty.isFinite, "0 or greater"),
            (.decayExponent, decayExponent >= 0 && decayExponent.isFinite, "0 or greater"),
            (.iterations, iterations >= 1 && iterations <= 100_000, "between 1 and 100000"),
            (.innerSteps, innerSteps >= 1 && innerSteps <= 10_000, "between 1 and 10000"),
            (.pretrainingSteps, pretrainingSteps >= 0 && pretrainingSteps <= 100_000, "between 0 and 100000"),
            (.rowCount, rowCount >= 2 && rowCount <= 4096, "between 2 and 4096"),
            (.rowLength, rowLength >= 2 && rowLength <= 65536, "between 2 and 65536"),
            (.matrixDeviation, matrixDeviation > 0 && matrixDeviation.isFinite, "greater than 0"),
            (.hiddenUnits, hiddenUnits >= 1 && hiddenUnits <= 1024, "between 1 and 1024"),
            (.learningRate, learningRate > 0 && learningRate.isFinite, "greater than 0"),
            (.firstDecay, firstDecay >= 0 && firstDecay < 1, "at least 0 and below 1"),
            (.secondDecay, secondDecay >= 0 && secondDecay < 1, "at least 0 and below 1"),
            (.stabiliser, stabiliser > 0 && stabiliser.isFinite, "greater than 0"),
        ]
        return checks.first { !$0.1 }.map { ($0.0, $0.2) }
    }
}
