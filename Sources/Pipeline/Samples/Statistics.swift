// SPDX-License-Identifier: Apache-2.0
/// `statistics.json`: the outcomes of all samples together, without times and host.
struct Statistics: Codable, Equatable, Sendable {
    /// Counts of some samples, and their attack success rate.
    struct Outcomes: Codable, Equatable, Sendable {
        var samples = 0
        var successes = 0
        var unchanged = 0
        var failed = 0
        var skipped = 0
        /// Adversarial without a change to what a concrete autoencoder reads; nil for none.
        var trivial: Int?
        /// Successes divided by the samples that are not skipped.
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

    /// I over the iterations: mean and standard deviation over the attacked samples.
    struct Curve: Codable, Equatable, Sendable {
        var samples: Int
        var mean: [Double]
        var sd: [Double]
    }

    var schema = 1
    var outcomes: Outcomes
    /// Keyed by class name.
    var byClass: [String: Outcomes]?
    /// Keyed by run, if an earlier result is published again. Everything else describes the last run alone.
    var byRun: [String: Outcomes]?
    /// Keyed by dataset (IDX files), if the bundle holds several.
    var byDataset: [String: Outcomes]?
    /// Success rate before values are rounded to what can be stored; nil if the attack
    /// evaluates only what can be stored.
    var asrBeforeQuantization: Double?
    /// Success rate under views that the attack did not see; only for the contrastive objective.
    var asrFreshViews: Double?
    /// The model's mean loss on the sources in its own range, a sum over elements. For a classifier: the mean
    /// lead of the class in logits.
    var cleanLoss: Double?
    /// The model's loss on the samples that inspection ran, and the loss of predicting their mean.
    var inspected: InspectedLoss
    /// Over successful samples, in units of [0, 1].
    var l2: Distribution?
    var linf: Distribution?
    var miEstimate: Distribution?
    /// loss_after / loss_before of successful samples.
    var lossRatio: Distribution?
    var miCurve: Curve?
    /// The other curves, if `diagnostics = true`.
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

    /// The outcomes of all samples are members of the top level.
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
    /// Below this rate a mistake is more likely than not.
    private static let lowRate = 0.2

    /// These statistics, with warnings if the success rate is low, or if it stands for few of the samples.
    ///
    /// - Parameter otherwiseClassified: samples that the model gives another class than their label.
    func warningOfRates(otherwiseClassified: Int) -> Statistics {
        var result = self
        if 3 * otherwiseClassified > outcomes.samples {
            result.warnings.append(
                "\(otherwiseClassified) of \(outcomes.samples) samples are skipped, because the model gives them another class "
                    + "than their label: the success rate stands for the others alone. Are the classes in the order of "
                    + "the model's outputs? [labels] names in job.toml")
        }
        guard let asr = outcomes.asr, asr < Self.lowRate else { return result }
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
