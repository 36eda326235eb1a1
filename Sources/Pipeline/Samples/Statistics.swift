// SPDX-License-Identifier: Apache-2.0
/// `statistics.json`: what happened to all samples together. No times, no machine.
struct Statistics: Codable, Equatable, Sendable {
    /// Counts and the attack success rate of some samples.
    struct Outcomes: Codable, Equatable, Sendable {
        var samples = 0
        var successes = 0
        var unchanged = 0
        var failed = 0
        var skipped = 0
        /// Adversarial without a change to what a concrete autoencoder reads; nil: none.
        var trivial: Int?
        /// Successes over samples that are not skipped.
        var asr: Double?
        /// Wilson's 95 % interval.
        var asrInterval: [Double]?

        mutating func count(_ status: SampleDetails.Status) {
            samples += 1
            switch status {
            case .success: successes += 1
            case .unchanged: unchanged += 1
            case .failed: failed += 1
            case .skipped: skipped += 1
            case .trivial: trivial = (trivial ?? 0) + 1
            }
            let proportion = Proportion(successes: successes, trials: samples - skipped)
            asr = proportion.value
            asrInterval = proportion.interval
        }
    }

    /// I over the iterations: mean and standard deviation over the samples that were attacked.
    struct Curve: Codable, Equatable, Sendable {
        var samples: Int
        var mean: [Double]
        var sd: [Double]
    }

    var schema = 1
    var outcomes: Outcomes
    /// Keyed by class name.
    var byClass: [String: Outcomes]?
    /// Keyed by run, where an earlier result is published again: everything else here is of the last run alone.
    var byRun: [String: Outcomes]?
    /// Keyed by dataset (IDX files), where a bundle holds several.
    var byDataset: [String: Outcomes]?
    /// Success rate before rounding to what can be stored; only where the attack does not look at that itself.
    var asrBeforeQuantization: Double?
    /// Success rate under views that the attack did not see; of the contrastive objective only.
    var asrFreshViews: Double?
    /// The model's mean loss on the sources, in its own range; a sum over elements. Of a classifier: the class's mean lead
    /// in logits.
    var cleanLoss: Double?
    /// The loss of predicting the mean sample, on the samples that the inspection looked at, and the model's on those.
    var inspected: InspectedLoss
    /// Over successful samples, in units of [0, 1].
    var l2: Distribution?
    var linf: Distribution?
    var miEstimate: Distribution?
    /// loss_after / loss_before of successful samples.
    var lossRatio: Distribution?
    var miCurve: Curve?
    /// The other curves, where `diagnostics = true` asks for them.
    var diagnostics: [String: Curve]?
    var warnings: [String]
}

extension Statistics {
    private enum CodingKeys: String, CodingKey {
        case schema, l2, linf, warnings, inspected, diagnostics
        case byClass = "by_class"
        case byRun = "by_run"
        case byDataset = "by_dataset"
        case asrBeforeQuantization = "asr_before_quantization"
        case asrFreshViews = "asr_fresh_views"
        case cleanLoss = "clean_loss"
        case miEstimate = "mi_estimate"
        case lossRatio = "loss_ratio"
        case miCurve = "mi_curve"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        schema = try container.decode(Int.self, forKey: .schema)
        outcomes = try Outcomes(from: decoder)
        byRun = try container.decodeIfPresent([String: Outcomes].self, forKey: .byRun)
        byClass = try container.decodeIfPresent([String: Outcomes].self, forKey: .byClass)
        byDataset = try container.decodeIfPresent([String: Outcomes].self, forKey: .byDataset)
        asrBeforeQuantization = try container.decodeIfPresent(Double.self, forKey: .asrBeforeQuantization)
        asrFreshViews = try container.decodeIfPresent(Double.self, forKey: .asrFreshViews)
        cleanLoss = try container.decodeIfPresent(Double.self, forKey: .cleanLoss)
        inspected = try container.decode(InspectedLoss.self, forKey: .inspected)
        l2 = try container.decodeIfPresent(Distribution.self, forKey: .l2)
        linf = try container.decodeIfPresent(Distribution.self, forKey: .linf)
        miEstimate = try container.decodeIfPresent(Distribution.self, forKey: .miEstimate)
        lossRatio = try container.decodeIfPresent(Distribution.self, forKey: .lossRatio)
        miCurve = try container.decodeIfPresent(Curve.self, forKey: .miCurve)
        diagnostics = try container.decodeIfPresent([String: Curve].self, forKey: .diagnostics)
        warnings = try container.decode([String].self, forKey: .warnings)
    }

    /// The outcomes of all samples stand at the top.
    func encode(to encoder: any Encoder) throws {
        try outcomes.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(schema, forKey: .schema)
        try container.encodeIfPresent(byRun, forKey: .byRun)
        try container.encodeIfPresent(byClass, forKey: .byClass)
        try container.encodeIfPresent(byDataset, forKey: .byDataset)
        try container.encodeIfPresent(asrBeforeQuantization, forKey: .asrBeforeQuantization)
        try container.encodeIfPresent(asrFreshViews, forKey: .asrFreshViews)
        try container.encodeIfPresent(cleanLoss, forKey: .cleanLoss)
        try container.encode(inspected, forKey: .inspected)
        try container.encodeIfPresent(l2, forKey: .l2)
        try container.encodeIfPresent(linf, forKey: .linf)
        try container.encodeIfPresent(miEstimate, forKey: .miEstimate)
        try container.encodeIfPresent(lossRatio, forKey: .lossRatio)
        try container.encodeIfPresent(miCurve, forKey: .miCurve)
        try container.encodeIfPresent(diagnostics, forKey: .diagnostics)
        try container.encode(warnings, forKey: .warnings)
    }
}

extension Statistics {
    /// Below this rate something is wrong more often than not.
    private static let lowRate = 0.2

    /// The same with a warning where hardly a sample has an adversarial example.
    func warningOfLowRate() -> Statistics {
        guard let asr = outcomes.asr, asr < Self.lowRate else { return self }
        var result = self
        result.warnings.append(
            "only \(outcomes.successes) of \(outcomes.samples - outcomes.skipped) samples have an adversarial example: look "
                + "at the scale ([input] in job.toml) and at whether the model fits the data")
        return result
    }
}

extension Statistics.Outcomes {
    private enum CodingKeys: String, CodingKey {
        case samples, successes, unchanged, failed, skipped, trivial, asr
        case asrInterval = "asr_interval"
    }
}
