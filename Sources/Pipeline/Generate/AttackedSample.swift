// SPDX-License-Identifier: Apache-2.0
import Attacks
import Datasets

/// One sample after the attack, with everything that its record states.
struct AttackedSample {
    let index: Int
    /// The number of the published result, from 0; results of earlier runs come before.
    let variant: Int
    let identity: SampleIdentity
    /// In the data's natural order, like `stored`.
    let source: [Float]
    /// The values that reading the stored bytes gives; nil if the attack found nothing.
    let stored: [Float]?
    /// The values that are published although the sample is no success (`on_failure = "keep"`).
    let kept: [Float]?
    let outcome: Outcome<Float>
    /// f at `stored`; nil if the attack itself evaluated what is stored.
    let judgement: Judgement?
    /// f at `stored` under views that the attack did not see; only for the contrastive criterion.
    let freshJudgement: Judgement?
    /// Which values the model reads; nil if it reads all, or if δ is confined to them.
    let selected: [Bool]?
    let keepsDiagnostics: Bool
    let isStorageAware: Bool
    let isTable: Bool

    var status: SampleDetails.Status {
        guard outcome.isEligible else { return .skipped }
        guard let stored else { return .failed }
        guard stored != source else { return .unchanged }
        guard judgement.map(\.isFeasible) ?? true else { return .failed }
        return changesSelected(stored) ? .success : .trivial
    }

    private func changesSelected(_ stored: [Float]) -> Bool {
        guard let selected else { return true }
        return selected.indices.contains { selected[$0] && stored[$0] != source[$0] }
    }

    private var reason: String? {
        switch status {
        case .success: nil
        case .skipped: outcome.reason ?? "the attack does not apply to the sample"
        case .trivial: "no feature that the model selects has changed"
        case .unchanged: "equal to its source once stored"
        case .failed where stored != nil: "not adversarial once stored"
        case .failed: outcome.reason ?? "no iterate was adversarial"
        }
    }

    var details: SampleDetails {
        let isSuccess = status == .success
        let norms = norms(of: isSuccess ? stored : status.isFailure ? kept : nil)
        return SampleDetails(
            index: index, source: identity.source, output: ResultPlaces.path(identity.output, variant: variant),
            variant: variant + 1, className: identity.className,
            label: identity.label, status: status, lossBefore: outcome.lossBefore.finite,
            lossAfter: outcome.isEligible ? (judgement?.lossAfter ?? outcome.lossAfter).finite : nil,
            f: outcome.isEligible ? (judgement?.f ?? outcome.f).finite : nil,
            mutualInformation: isSuccess ? outcome.information?.finite : nil, l2: norms.l2, linf: norms.linf,
            firstFeasible: outcome.firstFeasible, bestIteration: outcome.bestIteration,
            feasibleIterations: outcome.feasibleIterations, reason: reason,
            succeededBeforeStorage: isStorageAware ? nil : outcome.isFeasible,
            succeedsOnFreshViews: freshJudgement.map { isSuccess && $0.isFeasible },
            informationCurve: outcome.informationCurve.prefix { $0.isFinite }.map { Float($0) },
            diagnostics: keepsDiagnostics ? Diagnostics(outcome) : nil,
            storedValues: isSuccess && isTable ? stored.map { Array($0.prefix(SampleDetails.previewColumns)) } : nil)
    }

    /// ‖z − x‖₂ and ‖z − x‖∞ in units of [0, 1].
    private func norms(of published: [Float]?) -> (l2: Double, linf: Double) {
        var (sum, largest) = (0.0, 0.0)
        for (before, after) in zip(source, published ?? source) {
            let difference = abs(Double(after) - Double(before))
            sum += difference * difference
            largest = max(largest, difference)
        }
        return (sum.squareRoot(), largest)
    }
}
