import Attacks
import Datasets

/// One sample after the attack, and what is to be said of it.
struct AttackedSample {
    let index: Int
    let identity: SampleIdentity
    /// In the data's natural order, as `stored`.
    let source: [Float]
    /// What reading the stored bytes gives; nil where the attack found nothing.
    let stored: [Float]?
    let outcome: Outcome<Float>
    /// f at `stored`, where it is not what the attack evaluated.
    let judgement: Judgement?
    let isStorageAware: Bool
    let isTable: Bool

    var status: SampleDetails.Status {
        guard outcome.isEligible else { return .skipped }
        guard let stored else { return .failed }
        guard stored != source else { return .unchanged }
        return judgement.map(\.isFeasible) ?? true ? .success : .failed
    }

    private var reason: String? {
        switch status {
        case .success: nil
        case .skipped: outcome.reason ?? "the attack does not apply to the sample"
        case .unchanged: "equal to its source once stored"
        case .failed where stored != nil: "not adversarial once stored"
        case .failed: outcome.reason ?? "no iterate was adversarial"
        }
    }

    var details: SampleDetails {
        let isSuccess = status == .success
        let norms = isSuccess ? norms : (l2: 0, linf: 0)
        return SampleDetails(
            index: index, source: identity.source, output: identity.output, className: identity.className,
            label: identity.label, status: status, lossBefore: outcome.lossBefore.finite,
            lossAfter: (judgement?.lossAfter ?? outcome.lossAfter).finite, f: (judgement?.f ?? outcome.f).finite,
            mutualInformation: isSuccess ? outcome.information?.finite : nil, l2: norms.l2, linf: norms.linf,
            firstFeasible: outcome.firstFeasible, bestIteration: outcome.bestIteration,
            feasibleIterations: outcome.feasibleIterations, reason: reason,
            succeededBeforeStorage: isStorageAware ? nil : outcome.isFeasible,
            informationCurve: outcome.informationCurve.prefix { $0.isFinite }.map { Float($0) },
            storedValues: isSuccess && isTable ? stored.map { Array($0.prefix(SampleDetails.previewColumns)) } : nil)
    }

    /// ‖z − x‖₂ and ‖z − x‖∞ in units of [0, 1].
    private var norms: (l2: Double, linf: Double) {
        var (sum, largest) = (0.0, 0.0)
        for (before, after) in zip(source, stored ?? source) {
            let difference = abs(Double(after) - Double(before))
            sum += difference * difference
            largest = max(largest, difference)
        }
        return (sum.squareRoot(), largest)
    }
}
