// SPDX-License-Identifier: Apache-2.0
/// The figures that `uaectl list` and `show` need, which the `ready` event carries.
public struct ResultSummary: Codable, Sendable, Equatable {
    public var samples: Int
    public var successes: Int
    public var unchanged: Int
    public var failed: Int
    public var skipped: Int
    /// ASR: successes over samples that are not skipped; nil if there are none.
    public var attackSuccessRate: Double?
    /// Mean ‖δ‖₂; nil if it was not computed.
    public var meanL2: Double?
    /// Mean MI in nats; nil if it was not computed.
    public var meanMi: Double?
    public var warnings: [String]

    /// Memberwise initialiser.
    public init(
        samples: Int, successes: Int, unchanged: Int, failed: Int, skipped: Int, attackSuccessRate: Double?,
        meanL2: Double?, meanMi: Double?, warnings: [String]
    ) {
        self.samples = samples
        self.successes = successes
        self.unchanged = unchanged
        self.failed = failed
        self.skipped = skipped
        self.attackSuccessRate = attackSuccessRate
        self.meanL2 = meanL2
        self.meanMi = meanMi
        self.warnings = warnings
    }
}
