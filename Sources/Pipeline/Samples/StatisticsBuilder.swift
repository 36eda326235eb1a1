// SPDX-License-Identifier: Apache-2.0
import Attacks

/// Gathers the statistics from samples in order of index; it keeps a few numbers per sample.
struct StatisticsBuilder {
    private var outcomes = Statistics.Outcomes()
    /// Samples that are skipped because the model gives them another class than their label.
    private(set) var otherwiseClassified = 0
    private var byClass: [String: Statistics.Outcomes] = [:]
    private var byDataset: [String: Statistics.Outcomes] = [:]
    private var beforeStorage = (successes: 0, trials: 0)
    private var freshViews = (successes: 0, trials: 0)
    private var lossesBefore: [Double] = []
    private var l2: [Double] = []
    private var linf: [Double] = []
    private var information: [Double] = []
    private var lossRatios: [Double] = []
    private var curve = CurveBuilder()
    private var diagnostics: [Diagnostics.Curve: CurveBuilder] = [:]

    /// - Parameter dataset: the name of the sample's dataset, if there are several.
    mutating func add(_ sample: SampleDetails, dataset: String? = nil) {
        outcomes.count(sample.status)
        if let name = sample.className { byClass[name, default: .init()].count(sample.status) }
        if let dataset { byDataset[dataset, default: .init()].count(sample.status) }
        if let loss = sample.lossBefore { lossesBefore.append(loss) }
        if sample.status == .skipped, sample.reason == LabelRule.otherClass { otherwiseClassified += 1 }
        guard sample.status != .skipped else { return }
        if let succeeded = sample.succeededBeforeStorage {
            beforeStorage.trials += 1
            beforeStorage.successes += succeeded ? 1 : 0
        }
        if let succeeds = sample.succeedsOnFreshViews {
            freshViews.trials += 1
            freshViews.successes += succeeds ? 1 : 0
        }
        curve.add(sample.informationCurve)
        for (name, values) in sample.diagnostics?.curves ?? [:] {
            diagnostics[name, default: CurveBuilder()].add(values.prefix { $0 != nil }.map { Float($0 ?? 0) })
        }
        guard sample.status == .success else { return }
        l2.append(sample.l2)
        linf.append(sample.linf)
        if let value = sample.mutualInformation { information.append(value) }
        if let before = sample.lossBefore, let after = sample.lossAfter, before > 0, after >= 0 {
            lossRatios.append(after / before)
        }
    }

    func statistics(inspected: InspectedLoss, warnings: [String]) -> Statistics {
        Statistics(
            outcomes: outcomes, byClass: byClass.isEmpty ? nil : byClass,
            byDataset: byDataset.isEmpty ? nil : byDataset,
            asrBeforeQuantization: Proportion(
                successes: beforeStorage.successes, trials: beforeStorage.trials
            ).value,
            asrFreshViews: Proportion(successes: freshViews.successes, trials: freshViews.trials).value,
            cleanLoss: Distribution(lossesBefore)?.mean, inspected: inspected, l2: Distribution(l2),
            linf: Distribution(linf), miEstimate: Distribution(information), lossRatio: Distribution(lossRatios),
            miCurve: curve.curve, diagnostics: meanDiagnostics, warnings: warnings)
    }
}

extension StatisticsBuilder {
    /// Means over all samples, keyed by the curve's name; nil if no sample has curves.
    private var meanDiagnostics: [String: Statistics.Curve]? {
        guard !diagnostics.isEmpty else { return nil }
        return Dictionary(
            uniqueKeysWithValues: diagnostics.compactMap { name, builder in
                builder.curve.map { (name.rawValue, $0) }
            })
    }
}

/// Mean and standard deviation over samples at each iteration. The curve of a stopped sample ends early.
private struct CurveBuilder {
    private var samples = 0
    private var iterations: [RunningMoments] = []

    mutating func add(_ values: [Float]) {
        guard !values.isEmpty else { return }
        samples += 1
        while iterations.count < values.count { iterations.append(RunningMoments()) }
        for (iteration, value) in values.enumerated() { iterations[iteration].add(Double(value)) }
    }

    var curve: Statistics.Curve? {
        samples == 0
            ? nil : Statistics.Curve(samples: samples, mean: iterations.map(\.mean), sd: iterations.map(\.sd))
    }
}

/// Mean and standard deviation in one pass (Welford 1962).
private struct RunningMoments {
    private var count = 0.0
    private(set) var mean = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        count += 1
        let difference = value - mean
        mean += difference / count
        squares += difference * (value - mean)
    }

    var sd: Double { count > 1 ? (squares / (count - 1)).squareRoot() : 0 }
}
