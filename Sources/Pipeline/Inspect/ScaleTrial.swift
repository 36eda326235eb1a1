// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Models
import Tensors

/// Compares the job's scale with the common ones on clean samples: the wrong scale is the commonest mistake, and an
/// attack on a model that is fed wrong values may well succeed.
struct ScaleTrial {
    /// Losses in different ranges are compared as shares of the loss of predicting the mean. Another scale is worth a
    /// warning if its share is less than the job's by this factor.
    private static let worthAWarning = 1.5
    /// A classifier must also answer this many more samples rightly.
    private static let fewestSamples = 5.0

    /// A line for people; nil if no common scale is better by far.
    let warning: String?

    /// - Parameter inspected: of the job's own scale.
    init(_ opened: OpenedBundle, _ settings: JobSettings, _ inspected: InspectedLoss) throws {
        guard inspected.samples > 1, inspected.mean > 0 else {
            warning = nil
            return
        }
        var best: (scale: CommonScale, loss: InspectedLoss)?
        for candidate in CommonScale.all(for: opened.data) {
            guard let loss = Self.loss(candidate, opened, settings) else { continue }
            if loss.share < best?.loss.share ?? .infinity { best = (candidate, loss) }
        }
        guard let best, Self.isBetter(best.loss, than: inspected, settings) else {
            warning = nil
            return
        }
        let verb = settings.objective.isSupervised ? "classifies" : "reconstructs"
        let measure = settings.objective.isSupervised ? "errors" : "loss, as a share of that of predicting the mean,"
        warning =
            "the model \(verb) the clean data better by far when it is fed \(best.scale.words): \(measure) "
            + "\(Self.text(best.loss, settings)) against \(Self.text(inspected, settings)) with the job's scale, on "
            + "\(inspected.samples) samples; if it was trained so, add to job.toml: [input] \(best.scale.line)"
    }

    private static func isBetter(
        _ other: InspectedLoss, than own: InspectedLoss, _ settings: JobSettings
    ) -> Bool {
        guard settings.objective.isSupervised else {
            return other.share < 1 && other.share * worthAWarning < own.share
        }
        return other.model * worthAWarning < own.model
            && (own.model - other.model) * Double(own.samples) >= fewestSamples
    }

    private static func text(_ loss: InspectedLoss, _ settings: JobSettings) -> String {
        InspectedLoss.short(settings.objective.isSupervised ? loss.model : loss.share)
    }

    /// nil if the model cannot be run on values of this scale.
    private static func loss(_ candidate: CommonScale, _ opened: OpenedBundle, _ settings: JobSettings)
        -> InspectedLoss?
    {
        var fit = opened.fit
        guard
            let scale = try? candidate.input.modelScale(
                of: opened.data, layout: fit.layout, file: opened.contents.jobFile)
        else { return nil }
        guard scale != fit.scale else { return nil }
        fit.scale = scale
        guard var execution = try? fit.execution(chunk: Lanes.count) else { return nil }
        let seed = UInt64(settings.seed)
        return settings.objective.isSupervised
            ? try? CleanErrors(opened.data, fit, &execution, seed: seed).inspected
            : try? CleanLoss(opened.data, fit, &execution, seed: seed).inspected
    }
}

extension InspectedLoss {
    /// The model's value as a share of the one for comparison: 1 if the model is no better.
    var share: Double { mean > 0 ? model / mean : .infinity }
}
