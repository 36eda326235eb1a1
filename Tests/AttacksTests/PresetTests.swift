// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Attacks

/// The preset table of the algorithm's description, row by row.
@Suite(.timeLimit(.minutes(10))) struct PresetTests {
    private func preset(_ preset: Preset, _ sampling: Sampling = .convolution, _ objective: Objective = .reconstruction)
        -> Parameters
    {
        .preset(preset, sampling: sampling, objective: objective, elementShape: [28, 28, 1])
    }

    @Test func evaluatedAtAndStart() {
        #expect(preset(.uaed).storageAware && !preset(.paper).storageAware && !preset(.released).storageAware)
        #expect([.uaed, .paper, .released].map { preset($0).order } == [.paper, .paper, .released])
        #expect(preset(.uaed).startNoise == 0 && preset(.uaed).initialPenalty == 0)
        #expect(preset(.paper).startNoise == 0 && preset(.paper).initialPenalty == 0)
        #expect(abs(preset(.released).startNoise - 0.08596) < 5e-6)
        #expect(preset(.released).initialPenalty == 1e-3)
        let table = Parameters.preset(.released, sampling: .random, elementShape: [77])
        #expect(table.startNoise == 0.03)
        let color = Parameters.preset(.released, sampling: .convolution, elementShape: [32, 32, 3])
        #expect(abs(color.startNoise - (6.0 / 1120).squareRoot()) < 1e-15)
    }

    @Test func criterionAndStep() {
        #expect(preset(.uaed).lossUnit == .percentOfClean && preset(.uaed).margin == 1e-4)
        #expect(preset(.uaed).step == .scaleFree && preset(.uaed).alpha == 0.003)
        for other in [Preset.paper, .released] {
            #expect(preset(other).lossUnit == .sumOfSquares && preset(other).margin == 0)
            #expect(preset(other).step == .plain && preset(other).alpha == 0.01)
        }
        for each in Preset.allCases {
            let supervised = preset(each, .convolution, .untargeted)
            #expect(supervised.step == .plain && supervised.alpha == 0.01)
            #expect(supervised.objective == .untargeted)
        }
    }

    @Test(arguments: Preset.allCases) func shared(_ name: Preset) {
        let parameters = preset(name)
        #expect(parameters.preset == name && parameters.beta == 0.1 && parameters.epsilon == 1)
        #expect(parameters.kappa == 0 && parameters.iterations == 40 && parameters.decayExponent == 0.25)
        #expect(parameters.hiddenUnits == 10 && parameters.optimiser == .blockAdam)
        #expect(parameters.firstDecay == 0.9 && parameters.secondDecay == 0.999 && parameters.stabiliser == 1e-8)
        #expect(parameters.firstInvalid() == nil)
    }

    @Test func estimator() {
        #expect(preset(.uaed).marginal == .allPairs && preset(.uaed).criticStart == .putBack)
        #expect(preset(.uaed).pretrainingSteps == 100 && preset(.uaed).innerSteps == 20)
        #expect(preset(.uaed, .convolution, .targeted).innerSteps == 20)
        for other in [Preset.paper, .released] {
            #expect(preset(other).marginal == .permutation && preset(other).criticStart == .warm)
            #expect(preset(other).pretrainingSteps == 0 && preset(other).innerSteps == 20)
            #expect(preset(other).learningRate == 8e-4 && preset(other, .random).learningRate == 8e-4)
        }
        #expect(preset(.paper, .convolution, .untargeted).innerSteps == 20)
        #expect(preset(.released, .convolution, .untargeted).innerSteps == 1)
        #expect(preset(.uaed).learningRate == 3e-3 && preset(.uaed, .random).learningRate == 5e-3)
    }

    @Test func rows() {
        let (uaed, paper, released) = (preset(.uaed, .random), preset(.paper, .random), preset(.released, .random))
        #expect((uaed.rowCount, uaed.rowLength) == (32, 32) && uaed.standardised)
        #expect(abs(uaed.matrixDeviation - 1 / 32.0.squareRoot()) < 1e-15)
        #expect((paper.rowCount, paper.rowLength) == (500, 128) && !paper.standardised)
        #expect(paper.matrixDeviation == 1.0 / 128)
        #expect((released.rowCount, released.rowLength) == (500, 128) && released.standardised)
        #expect(abs(released.matrixDeviation - 1 / 128.0.squareRoot()) < 1e-15)
        #expect(Preset.allCases.allSatisfy { !preset($0, .convolution).standardised })
        #expect(Sampling.automatic(featureMaps: 8) == .convolution)
        #expect(Sampling.automatic(featureMaps: 7) == .random && Sampling.automatic(featureMaps: nil) == .random)
    }

    @Test func overrides() throws {
        let json = #"{"preset": "paper", "alpha": 0.02, "row_length": 64, "critic_start": "put-back"}"#
        let overrides = try JSONDecoder().decode(ParameterOverrides.self, from: Data(json.utf8))
        let parameters = overrides.parameters(sampling: .random, elementShape: [77])
        var expected = Parameters.preset(.paper, sampling: .random, elementShape: [77])
        expected.alpha = 0.02
        expected.rowLength = 64
        expected.matrixDeviation = 1.0 / 64
        expected.criticStart = .putBack
        #expect(parameters == expected)
    }

    /// Every parameter can be overridden by the name it has in the manifest.
    @Test func overridesReachEveryParameter() throws {
        var other = Parameters.preset(.uaed, sampling: .random, elementShape: [77])
        other.objective = .targeted
        other.order = .released
        for path in numbersOfParameters { other[keyPath: path] = 0.125 }
        for path in countsOfParameters { other[keyPath: path] = 3 }
        let encoded = try JSONEncoder().encode(other)
        let overrides = try JSONDecoder().decode(ParameterOverrides.self, from: encoded)
        let base = Parameters.preset(.paper, sampling: .convolution, elementShape: [28, 28, 1])
        #expect(overrides.applied(to: base) == other)
        let keys = try #require(JSONSerialization.jsonObject(with: encoded) as? [String: Any]).keys
        #expect(Set(keys) == Set(Parameters.CodingKeys.allCases.map(\.rawValue)))
    }

    private var numbersOfParameters: [WritableKeyPath<Parameters, Double>] {
        [
            \.kappa, \.margin, \.startNoise, \.initialPenalty, \.alpha, \.beta, \.decayExponent, \.epsilon,
            \.matrixDeviation, \.learningRate, \.firstDecay, \.secondDecay, \.stabiliser,
        ]
    }

    private var countsOfParameters: [WritableKeyPath<Parameters, Int>] {
        [\.iterations, \.innerSteps, \.pretrainingSteps, \.rowCount, \.rowLength, \.hiddenUnits]
    }

    @Test func nonsenseIsNamed() {
        var parameters = preset(.uaed)
        parameters.alpha = -1
        #expect(parameters.firstInvalid()?.key == .alpha)
        parameters = preset(.uaed)
        parameters.iterations = 0
        #expect(parameters.firstInvalid()?.key == .iterations)
    }
}
