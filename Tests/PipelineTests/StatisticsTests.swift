// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(10))) struct StatisticsTests {
    /// Values of R's `binom::binom.wilson`.
    @Test(arguments: [
        (8, 10, 0.4901625, 0.9433178), (0, 10, 0, 0.2775328), (10, 10, 0.7224672, 1), (50, 100, 0.4038315, 0.5961685),
    ])
    func wilsonInterval(_ successes: Int, _ trials: Int, _ low: Double, _ high: Double) throws {
        let interval = try #require(Proportion(successes: successes, trials: trials).interval)
        #expect(abs(interval[0] - low) < 1e-6)
        #expect(abs(interval[1] - high) < 1e-6)
    }

    @Test func nothingTriedHasNoRate() {
        #expect(Proportion(successes: 0, trials: 0).value == nil)
        #expect(Proportion(successes: 0, trials: 0).interval == nil)
    }

    /// 1, 2, 4, 8: mean 3.75, variance (7.5625 + 3.0625 + 0.0625 + 18.0625) / 3; quartiles by linear interpolation.
    @Test func distribution() throws {
        let found = try #require(Distribution([8, 1, 4, 2]))
        #expect(found.count == 4)
        #expect(found.mean == 3.75)
        #expect(abs(found.sd - (28.75 / 3).squareRoot()) < 1e-12)
        #expect(found.min == 1 && found.max == 8)
        #expect(found.median == 3)
        #expect(abs(found.q25 - 1.75) < 1e-12)
        #expect(abs(found.q75 - 5) < 1e-12)
        #expect(abs(found.q05 - 1.15) < 1e-12)
        #expect(abs(found.q95 - 7.4) < 1e-12)
        #expect(Distribution([]) == nil)
        #expect(Distribution([5])?.sd == 0)
    }

    private func sample(_ index: Int, _ status: SampleDetails.Status, className: String? = nil) -> SampleDetails {
        SampleDetails(
            index: index, source: "\(index).png", output: "augmented/\(index).uae.png", className: className,
            status: status, lossBefore: 4, lossAfter: status == .success ? 3 : 5,
            mutualInformation: status == .success ? 2 : nil, l2: status == .success ? Double(index) : 0,
            linf: status == .success ? 0.5 : 0, feasibleIterations: 0, informationCurve: [1, Float(index)])
    }

    /// Skipped samples are in neither numerator nor denominator; unchanged and failed ones in the denominator.
    @Test func ratesAndMeans() throws {
        var builder = StatisticsBuilder()
        builder.add(sample(0, .success, className: "a"))
        builder.add(sample(1, .failed, className: "b"))
        builder.add(sample(2, .success, className: "b"))
        builder.add(sample(3, .skipped, className: "b"))
        builder.add(sample(4, .unchanged, className: "b"))
        let found = builder.statistics(inspected: .init(samples: 5, model: 1, mean: 2), warnings: ["w"])
        #expect(found.outcomes.samples == 5)
        #expect(found.outcomes.asr == 0.5)
        #expect(found.byClass?["a"]?.asr == 1)
        #expect(found.byClass?["b"]?.asr == 1.0 / 3)
        #expect(found.byClass?["b"]?.skipped == 1)
        #expect(found.l2?.mean == 1)
        #expect(found.lossRatio?.median == 0.75)
        #expect(found.cleanLoss == 4)
        #expect(found.asrBeforeQuantization == nil)
        #expect(found.miCurve?.samples == 4)
        #expect(found.miCurve?.mean == [1, 7.0 / 4])
        #expect(try #require(found.miCurve).sd[0] == 0)
        #expect(abs(try #require(found.miCurve).sd[1] - (8.75 / 3).squareRoot()) < 1e-12)
    }

    @Test func documentHasTheOutcomesAtItsTop() throws {
        var builder = StatisticsBuilder()
        builder.add(sample(0, .success))
        let statistics = builder.statistics(inspected: .init(samples: 1, model: 1, mean: 2), warnings: [])
        let bytes = try CanonicalJSON.document(statistics)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(object["asr"] as? Double == 1)
        #expect(object["unchanged"] as? Int == 0)
        #expect((object["l2"] as? [String: Any])?["mean"] as? Double == 0)
        #expect(object["by_class"] == nil)
        #expect(try CanonicalJSON.decode(Statistics.self, from: bytes) == statistics)
    }

    @Test func tableOfSamplesQuotesWhatNeedsIt() {
        var odd = sample(3, .failed)
        odd.source = "a,\"b\".png"
        odd.reason = "two\nlines"
        let row = SamplesTable.row(odd, run: 2, isOmitted: true)
        #expect(row == "3,\"a,\"\"b\"\".png\",,1,,failed,4.0,5.0,,,0.0,0.0,,,\"two\nlines\",2\n")
        #expect(
            SamplesTable.header
                == "index,source,output,variant,class,status,loss_before,loss_after,f,mi_estimate,l2,linf,first_feasible,"
                + "best_iteration,reason,run\n")
    }
}
