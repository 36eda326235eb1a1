// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs
import Ledger
import Logging

/// Keeps the ledger's file in its place. If somebody removes or replaces it, the open ledger still holds everything and is
/// written again. Until that has succeeded nothing new is claimed, because it would be lost with the process.
@DaemonActor struct LedgerKeeper {
    fileprivate static let subject = "the ledger's file"

    let context: DaemonContext

    /// Called with each rescan.
    func check() {
        recordDamagedLedgers()
        guard !context.ledger.isInPlace else { return context.record(Self.subject, nil) }
        do {
            try context.ledger.restore()
            context.logger.error(
                "the ledger's file was taken away or replaced while uaed ran: it is written again, whole")
            let message = "the ledger's file was taken away or replaced while uaed ran, and is written again"
            try? context.ledger.append(JobEvent("ledger", message: message))
            context.record(Self.subject, nil)
        } catch {
            context.record(Self.subject, cannotRestore(error))
        }
    }

    private func cannotRestore(_ error: any Error) -> Failure {
        Failure(
            .environment, code: "ledger-gone",
            "the ledger was taken away while uaed runs and cannot be written again: nothing new is taken",
            hint: "make the folder writable again: ls -ld '\(context.configuration.state)'; before a restart: "
                + "uaectl doctor --ledger-copy FILE",
            cause: (error as? Failure)?.description ?? "\(error)")
    }

    private func recordDamagedLedgers() {
        let opening = LedgerOpening(state: context.configuration.state, disk: context.life.disk)
        for path in (try? opening.setAside()) ?? [] {
            context.troubles.set(
                "ledger \(path)",
                "a damaged ledger was moved aside, and its jobs were found again by their records: look at it, "
                    + "then rm '\(path)'*")
        }
    }
}

extension DaemonContext {
    /// True while the ledger has no file: nothing new is claimed.
    var isLedgerLost: Bool { troubles[LedgerKeeper.subject] != nil }
}
