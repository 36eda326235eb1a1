// SPDX-License-Identifier: Apache-2.0
import Models
import Tensors
import Testing

@testable import Attacks

/// What an attack must hold whatever the numbers: samples do not influence one another, frozen values stay, only
/// storable values come out.
@Suite(.timeLimit(.minutes(10))) struct BatchTests {
    @Test(arguments: [Preset.uaed, .paper, .released], [Sampling.convolution, .random])
    func aSampleDoesNotDependOnItsBatch(_ preset: Preset, _ sampling: Sampling) throws {
        let scene = try Scene<Double>(preset, sampling)
        let together = try scene.run([0, 1, 4], batch: 4)
        let alone = try scene.run([1], batch: 1)
        #expect(together[1].z == alone[0].z && together[1].informationCurve == alone[0].informationCurve)
        #expect(together[1].criterionCurve == alone[0].criterionCurve && together[1].f == alone[0].f)
        #expect(together[0].informationCurve != together[1].informationCurve)
        #expect(together.contains { $0.z != nil })
    }

    @Test(arguments: [Preset.uaed, .paper, .released])
    func frozenValuesStay(_ preset: Preset) throws {
        let scene = try Scene<Float>(preset, .convolution)
        let frozen = (0..<2 * 36).map { $0 % 3 == 0 }
        for outcome in try scene.run([1, 2], batch: 2, frozen: frozen) {
            let z = try #require(outcome.z ?? outcome.closest)
            let x = scene.sample(outcome.index)
            let moved = z.indices.filter { z[$0] != x[$0] }
            #expect(!moved.isEmpty && moved.allSatisfy { $0 % 3 != 0 })
        }
    }

    @Test func eightBitValuesComeOutExactly() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        let storable = Set((0...255).map { Float($0) / 255 })
        let outcomes = try scene.run(Array(0..<8), batch: 8)
        #expect(outcomes.contains { $0.isFeasible })
        for outcome in outcomes {
            guard let z = outcome.z else { continue }
            #expect(z.allSatisfy(storable.contains) && z != scene.sample(outcome.index))
            #expect(outcome.f <= -1e-4)
        }
    }

    /// A coarse column keeps its value or takes another of its own steps; a column of step 0 takes any.
    @Test func aGridAValue() throws {
        let scene = try Scene<Double>(.uaed, .random)
        let steps = (0..<36).map { [0.5, 0.05, 0, 0.001][$0 % 4] }
        let grid = StorageGrid(step: steps, origin: [0])
        let indices = Array(0..<4)
        let x = indices.flatMap {
            scene.sample($0).enumerated().map { index, value in
                steps[index] > 0 ? (value / steps[index]).rounded() * steps[index] : value
            }
        }
        for outcome in try scene.run(indices, batch: 4, values: x, grid: grid) {
            for (index, value) in (outcome.z ?? []).enumerated() where steps[index] > 0 {
                #expect(value == (value / steps[index]).rounded() * steps[index])
            }
        }
    }

    @Test func aNotANumberStopsItsSampleAlone() throws {
        let scene = try Scene<Double>(.uaed, .convolution)
        let clean = try scene.run([0, 1, 2], batch: 3)
        var values = [0, 1, 2].flatMap { scene.sample($0) }
        values[36 + 7] = .nan
        let spoiled = try scene.run([0, 1, 2], batch: 3, values: values)
        #expect(spoiled[1].reason == "f is not finite" && spoiled[1].z == nil)
        for sample in [0, 2] {
            #expect(spoiled[sample].reason == nil && spoiled[sample].z == clean[sample].z)
            #expect(spoiled[sample].informationCurve == clean[sample].informationCurve)
        }
    }

    @Test func cancelling() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        var shares: [Double] = []
        #expect(throws: CancellationError.self) {
            try scene.run([0], batch: 1) { share in
                shares.append(share)
                return shares.count < 3
            }
        }
        let expected: [Double] = [1, 2, 3].map { $0 / 40 }
        #expect(shares == expected)
    }

    /// What the attack says of its own stored iterate is what judging the stored values says.
    @Test func judgingAgrees() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        let indices = Array(0..<8)
        let outcomes = try scene.run(indices, batch: 8)
        let values = outcomes.flatMap { $0.z ?? scene.sample($0.index) }
        var model = try Execution<Float>(scene.graph, batch: 8)
        let judged = scene.parameters.judge(
            stored: Tensor(shape: [8, 36], elements: values), against: scene.batch(indices), model: &model)
        for (judgement, outcome) in zip(judged, outcomes) {
            #expect(judgement.isChanged == outcome.isFeasible && judgement.isFeasible == outcome.isFeasible)
            guard outcome.isFeasible else { continue }
            #expect(judgement.f == outcome.f && judgement.lossAfter == outcome.lossAfter)
        }
    }

    @Test func outcomesMeasureTheStoredDifference() throws {
        let scene = try Scene<Float>(.uaed, .convolution)
        for outcome in try scene.run([0, 1, 2], batch: 3) {
            guard let z = outcome.z, let best = outcome.bestIteration, let first = outcome.firstFeasible else {
                continue
            }
            let differences = zip(z, scene.sample(outcome.index)).map { abs(Double($0) - Double($1)) }
            #expect(abs(outcome.l2 - differences.map { $0 * $0 }.reduce(0, +).squareRoot()) < 1e-12)
            #expect(outcome.linf == differences.max())
            #expect(outcome.informationCurve.count == 40 && outcome.criterionCurve.count == 40)
            #expect(outcome.informationCurve[best - 1] == outcome.information && first <= best)
            let feasible = outcome.criterionCurve.indices.filter { outcome.criterionCurve[$0] <= -1e-4 }
            #expect(feasible.first.map { $0 + 1 } == first && feasible.count == outcome.feasibleIterations)
            #expect(feasible.map { outcome.informationCurve[$0] }.min() == outcome.information)
        }
    }
}
