// SPDX-License-Identifier: Apache-2.0
/// The outcome of one sample: its row of `samples.csv`, its curves, and what the preview needs.
struct SampleDetails: Codable, Equatable, Sendable {
    enum Status: String, Codable, Sendable {
        /// An adversarial example is stored.
        case success
        /// The stored values would equal the source; counts as a failure.
        case unchanged
        /// Adversarial, but only features that the model does not read have changed; counts as a failure.
        case trivial
        /// No iterate was adversarial, or none remained so after storage.
        case failed
        /// The attack does not apply to the sample.
        case skipped

        /// Whether the method made something that is no success.
        var isFailure: Bool { self == .failed || self == .trivial }
    }

    var index: Int
    var source: String
    var output: String
    var variant = 1
    var className: String?
    var label: Int?
    var status: Status
    /// The model's loss on the source and on the attacked sample; for a failed sample, on its last iterate.
    var lossBefore: Double?
    var lossAfter: Double?
    var f: Double?
    /// I of the stored values, in nats.
    var mutualInformation: Double?
    /// ‖z − x‖₂ and ‖z − x‖∞ of the stored values, in units of [0, 1].
    var l2: Double
    var linf: Double
    var firstFeasible: Int?
    var bestIteration: Int?
    var feasibleIterations: Int
    var reason: String?
    /// Whether the attack had succeeded before its result was stored; nil if the attack
    /// evaluates only what can be stored.
    var succeededBeforeStorage: Bool?
    /// Whether it also succeeds under other views; nil for criteria without views.
    var succeedsOnFreshViews: Bool?
    /// I after each iteration, in nats.
    var informationCurve: [Float]
    /// nil unless the job asks for it.
    var diagnostics: Diagnostics?
    /// For the preview, the stored values of a table's row, at most `previewColumns`; nil for images.
    var storedValues: [Float]?

    /// Whether nothing is published for the sample.
    func isOmitted(_ settings: JobSettings) -> Bool {
        settings.onFailure == .omit && status != .success && status != .skipped
    }

    static let previewColumns = 256
}

extension Double {
    /// nil if the value is infinite or not a number, which JSON cannot represent.
    var finite: Double? { isFinite ? self : nil }
}
