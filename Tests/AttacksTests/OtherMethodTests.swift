// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// L2-UAE, PGD and the ablations of Table 13 on a small autoencoder: what each is to do better than the others.
@Suite(.timeLimit(.minutes(10))) struct OtherMethodTests {
    private let indices = Array(0..<16)

    private func run(_ method: any AttackMethod<Double>, _ scene: Scene<Double>) throws -> [Outcome<Double>] {
        var model = try Execution<Double>(scene.graph, batch: 16)
        return try method.run(scene.batch(indices), model: &model)
    }

    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

    /// Feasible samples only; the loss kept is the largest, so it lies nearer the clean one than MinMax's.
    @Test func l2UAEKeepsTheLargestLoss() throws {
        let scene = try Scene<Double>(.uaed, .convolution)
        let outcomes = try run(LossAscent(parameters: scene.parameters, seed: 11), scene)
        let feasible = outcomes.filter(\.isFeasible)
        #expect(feasible.count >= 8 && feasible.allSatisfy { $0.f <= -1e-4 && $0.information == nil })
        for outcome in feasible {
            let curve = outcome.criterionCurve
            #expect(outcome.f == curve.filter { $0 <= -1e-4 }.max())
        }
        let minMax = try run(scene.attack, scene).filter(\.isFeasible)
        #expect(mean(feasible.map(\.f)) > mean(minMax.map(\.f)))
    }

    /// δ stays in ±ε, and the iterate kept is the one of the lowest f.
    @Test(arguments: [nil, 0.01]) func pgd(_ step: Double?) throws {
        let scene = try Scene<Double>(.uaed, .convolution) {
            $0.epsilon = 0.05
            $0.iterations = 100
        }
        let outcomes = try run(ProjectedGradient(parameters: scene.parameters, step: step, seed: 11), scene)
        #expect(outcomes.filter(\.isFeasible).count >= 15)
        for outcome in outcomes where outcome.isFeasible {
            #expect(outcome.linf <= 0.05 + 0.5 / 255 + 1e-12 && outcome.f == outcome.criterionCurve.min())
        }
    }

    @Test(arguments: Similarity.allCases) func ablations(_ similarity: Similarity) throws {
        let scene = try Scene<Double>(.uaed, .convolution) { $0.startNoise = 8.0 / 255 }
        let outcomes = try run(
            SimilarityAblation(parameters: scene.parameters, similarity: similarity, seed: 11), scene)
        let feasible = outcomes.filter(\.isFeasible)
        #expect(feasible.count >= 8 && feasible.allSatisfy { $0.f <= -1e-4 && $0.informationCurve.isEmpty })
    }
}
