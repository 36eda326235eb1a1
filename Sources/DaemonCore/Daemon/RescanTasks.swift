// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// What is done at each rescan besides reading the inboxes. Whatever takes long runs on another thread.
@DaemonActor final class RescanTasks {
    private let ledger: LedgerKeeper
    private let shares: ComputingShares
    private let housekeeping: Housekeeping
    private let usage: UsageMeter
    private let metrics: MetricsFile

    init(
        _ ledger: LedgerKeeper, _ shares: ComputingShares, _ housekeeping: Housekeeping, _ usage: UsageMeter,
        _ metrics: MetricsFile
    ) {
        (self.ledger, self.shares, self.housekeeping) = (ledger, shares, housekeeping)
        (self.usage, self.metrics) = (usage, metrics)
    }

    func begin() {
        ledger.check()
        shares.chargeRunning()
        housekeeping.begin(.now)
        usage.begin()
        metrics.begin()
    }
}
