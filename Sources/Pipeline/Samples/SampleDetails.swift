// SPDX-License-Identifier: Apache-2.0
/// What became of one sample: its row of `samples.csv`, its curve, and what the preview needs.
struct SampleDetails: Codable, Equatable, Sendable {
    enum Status: String, Codable, Sendable {
        /// An adversarial example is stored.
        case success
        /// What would be stored equals the source: counted as a failure.
        case unchanged
        /// Adversarial, but for features alone that the model does not read: counted as a failure.
        case trivial
        /// No iterate was adversarial, or none that survived being stored.
        case failed
        /// The attack does not apply to the sample.
        case skipped

        /// Something was made that is no success.
        var isFailure: Bool { self == .failed || self == .trivial }
    }

    var index: Int
    var source: String
    var output: String
    var variant = 1
    var className: String?
    var label: Int?
    var status: Status
    /// The model's loss on the source and on the attacked sample; of a failed sample, on its last iterate.
    var lossBefore: Double?
    var lossAfter: Double?
    var f: Double?
    /// I of what is stored, in nats.
    var mutualInformation: Double?
    /// ‖z − x‖₂ and ‖z − x‖∞ of what is stored, in units of [0, 1].
    var l2: Double
    var linf: Double
    var firstFeasible: Int?
    var bestIteration: Int?
    var feasibleIterations: Int
    var reason: String?
    /// Whether the attack had succeeded before its result was stored; nil where only what can be stored is evaluated.
    var succeededBeforeStorage: Bool?
    /// Whether it succeeds under other views too; nil for criteria without views.
    var succeedsOnFreshViews: Bool?
    /// I after each iteration.
    var informationCurve: [Float]
    /// Nil unless asked for.
    var diagnostics: Diagnostics?
    /// The stored values of a table's row for the preview, at most `previewColumns`; nil for images.
    var storedValues: [Float]?

    /// Whether nothing is published for the sample.
    func isOmitted(_ settings: JobSettings) -> Bool {
        settings.onFailure == .omit && status != .success && status != .skipped
    }

    static let previewColumns = 256
}

extension Double {
    /// nil where it is not a number that JSON can hold.
    var finite: Double? { isFinite ? self : nil }
}
