// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Models
import Tensors

/// Compares the job's scale with the common ones on a few clean samples: the wrong scale is the commonest mistake, and
/// an attack on a model that is fed wrong values may well succeed.
struct ScaleTrial {
    /// Another scale is worth a warning if the model's figure is less than the job's by this factor.
    private static let worthAWarning = 1.5
    /// A classifier must also answer this many more samples rightly.
    private static let fewestSamples = 5.0
    /// A figure below this one needs no comparison.
    private static let good = 0.02
    /// Samples for each scale: a large model takes seconds for a few.
    private static let mostSamples = 32

    /// A line for people; nil if no common scale is better by far.
    let warning: String?

    /// - Parameter places: of the samples that inspection examines.
    init(_ opened: OpenedBundle, _ settings: JobSettings, at places: [Int]) {
        let step = max(1, places.count / Self.mostSamples)
        let some = places.indices.filter { $0 % step == 0 }.prefix(Self.mostSamples).map { places[$0] }
        warning = Self.warning(opened, settings, some)
    }

    private static func warning(_ opened: OpenedBundle, _ settings: JobSettings, _ places: [Int]) -> String? {
        guard places.count > 1, let own = figure(opened.fit.scale, opened, settings, places), own > good else {
            return nil
        }
        var best: (scale: CommonScale, figure: Double)?
        for candidate in CommonScale.all(for: opened.data) {
            guard
                let scale = try? candidate.input.modelScale(
                    of: opened.data, layout: opened.fit.layout, file: opened.contents.jobFile),
                scale != opened.fit.scale, let figure = figure(scale, opened, settings, places)
            else { continue }
            if figure < best?.figure ?? .infinity { best = (candidate, figure) }
        }
        guard let best, isBetter(best.figure, than: own, settings, places.count) else { return nil }
        let verb = settings.objective.isSupervised ? "classifies" : "reconstructs"
        let measure = settings.objective.isSupervised ? "errors" : "loss, as a share of that of predicting the mean,"
        return "the model \(verb) the clean data better by far when it is fed \(best.scale.words): \(measure) "
            + "\(InspectedLoss.short(best.figure)) against \(InspectedLoss.short(own)) with the job's scale, on "
            + "\(places.count) samples; if it was trained so, [input] in job.toml is to hold only: \(best.scale.line)"
    }

    private static func isBetter(_ other: Double, than own: Double, _ settings: JobSettings, _ samples: Int) -> Bool {
        guard other * worthAWarning < own else { return false }
        return settings.objective.isSupervised ? (own - other) * Double(samples) >= fewestSamples : other < 1
    }

    /// The share of the loss, or a classifier's error rate; nil if the model cannot be run on values of this scale.
    private static func figure(
        _ scale: InputScale, _ opened: OpenedBundle, _ settings: JobSettings, _ places: [Int]
    ) -> Double? {
        var fit = opened.fit
        fit.scale = scale
        guard var execution = try? fit.execution(batch: min(Lanes.count, places.count)) else { return nil }
        guard settings.objective.isSupervised else {
            return try? CleanLoss(opened.data, fit, &execution, at: places).share
        }
        let errors = try? CleanErrors(opened.data, fit, &execution, at: places).inspected
        return errors.flatMap { $0.samples > 0 ? $0.model : nil }
    }
}

extension InspectedLoss {
    /// The model's value as a share of the one for comparison: 1 if the model is no better.
    var share: Double { mean > 0 ? model / mean : .infinity }
}
