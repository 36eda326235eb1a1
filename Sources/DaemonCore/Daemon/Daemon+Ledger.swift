// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords
import Jobs
import Ledger

extension Daemon {
    private static let ledgerSubject = "the ledger's file"

    /// Somebody took the ledger's file away, or put another in its place: what is open still holds everything, and is written
    /// again under its name. Until that is done nothing new is claimed: it would be lost with the process.
    func keepLedgerInPlace() {
        guard !ledger.isInPlace else { return note(Self.ledgerSubject, nil) }
        do {
            try ledger.restore()
            logger.error("the ledger's file was taken away or replaced while uaed ran: it is written again, whole")
            try? ledger.append(ledgerEvent)
            note(Self.ledgerSubject, nil)
        } catch {
            let failure = error as? Failure
            note(
                Self.ledgerSubject,
                Failure(
                    .environment, code: "ledger-gone",
                    "the ledger was taken away while uaed runs and cannot be written again: nothing new is taken",
                    hint: "make the folder writable again: ls -ld '\(configuration.state)'; before a restart: "
                        + "uaectl doctor --ledger-copy FILE", cause: failure?.description ?? "\(error)"))
        }
    }

    private var ledgerEvent: JobEvent {
        JobEvent("ledger", message: "the ledger's file was taken away or replaced while uaed ran, and is written again")
    }

    /// Nothing is taken that only a file without a name would know of.
    var isLedgerLost: Bool { degraded[Self.ledgerSubject] != nil }
}
