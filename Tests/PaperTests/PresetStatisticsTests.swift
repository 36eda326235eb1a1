// SPDX-License-Identifier: Apache-2.0
import Attacks
import Testing

/// The statistics of preset `uaed` and of the released order on trained autoencoders: the bands of the measured tables.
@Suite(.enabled(if: Subject.hasFashion), .serialized, .timeLimit(.minutes(10))) struct PresetStatisticsTests {
    private func attack(_ subject: Subject, _ preset: Preset) throws -> MinMax<Float> {
        let parameters = try subject.parameters(preset)
        return MinMax(parameters: parameters, seed: 0, matrices: subject.matrices(parameters))
    }

    /// The released order on 200 images: what the released code itself gave on 23, and its critic's forms on more.
    @Test func releasedOrder() throws {
        let subject = try Subject("conv")
        let outcomes = try subject.run(attack(subject, .released), count: 200)
        let figures = Figures(outcomes)
        let best = median(outcomes.compactMap(\.information))
        let feasible = Double(outcomes.map(\.feasibleIterations).reduce(0, +)) / 200
        print("released: \(figures), median best I \(best), feasible iterations \(feasible)")
        #expect(figures.asr >= 0.95)
        #expect((0.35...1.3).contains(best))
        #expect((1.10...1.22).contains(figures.l2))
        #expect((0.088...0.097).contains(figures.linf))
        #expect((19...29).contains(feasible))
        let released = [0.39, 0.95, 2.06, 3.28]
        let curve = [0, 4, 14, 39].map { t in median(outcomes.map { $0.informationCurve[t] }) }
        print("released: I at iterations 0, 4, 14, 39 \(curve), the released code \(released)")
        #expect(curve == curve.sorted())
    }

    /// I falls over the iterations, and among feasible iterates a lower I goes with a larger δ.
    @Test func uaedOnTheConvolutionalAutoencoder() throws {
        let subject = try Subject("conv")
        let outcomes = try subject.run(attack(subject, .uaed), count: 128)
        let figures = Figures(outcomes)
        let curve = [0, 9, 39].map { t in outcomes.map { $0.informationCurve[t] }.reduce(0, +) / 128 }
        print("uaed conv: \(figures), I at iterations 0, 9, 39 \(curve)")
        #expect(figures.asr >= 0.97)
        #expect(figures.unchanged == 0)
        // What was judged is what an 8-bit file gives back.
        #expect(outcomes.compactMap(\.z).allSatisfy { $0.allSatisfy { abs($0 * 255 - ($0 * 255).rounded()) < 1e-4 } })
        #expect((0.9...1.9).contains(figures.l2))
        #expect(curve[0] > curve[1] && curve[1] > curve[2])
        let correlations = outcomes.compactMap(Self.rankCorrelation)
        let correlation = correlations.reduce(0, +) / Double(correlations.count)
        print("uaed conv: rank correlation of I and ‖δ‖₂ over feasible iterates \(correlation)")
        #expect(correlation < -0.5)
    }

    /// Spearman's rank correlation of I and ‖δ‖₂ over a sample's feasible iterates; nil for fewer than five.
    private static func rankCorrelation(_ outcome: Outcome<Float>) -> Double? {
        let feasible = outcome.criterionCurve.indices.filter { outcome.criterionCurve[$0] <= -1e-4 }
        guard feasible.count >= 5 else { return nil }
        func ranks(_ values: [Double]) -> [Double] {
            values.map { value in
                Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2
            }
        }
        let (one, other) = (
            ranks(feasible.map { outcome.informationCurve[$0] }), ranks(feasible.map { outcome.l2Curve[$0] })
        )
        let mean = Double(feasible.count - 1) / 2
        func product(_ a: [Double], _ b: [Double]) -> Double {
            zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        }
        return product(one, other) / (product(one, one) * product(other, other)).squareRoot()
    }

    @Test(arguments: [("dense", 128, 0.97), ("sparse", 128, 0.97), ("mice", 256, 0.95)])
    func uaed(_ name: String, _ count: Int, _ bound: Double) throws {
        let subject = try Subject(name)
        let figures = Figures(try subject.run(attack(subject, .uaed), count: count))
        print("uaed \(name): \(figures)")
        #expect(figures.asr >= bound)
    }
}
