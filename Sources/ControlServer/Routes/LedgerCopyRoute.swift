// SPDX-License-Identifier: Apache-2.0
import DaemonCore

/// `POST /v1/ledger-copy`: an SQLite database. This is how a backup is made, because no other process can open the
/// ledger while uaed runs.
let ledgerCopyRoute = Route(
    .POST, "/v1/ledger-copy", needs: .administration,
    .general { _, daemon in
        let (ledger, state) = (daemon.context.ledger, await daemon.context.configuration.state)
        let copy = try await Background.run(throwing: { try LedgerCopy(of: ledger, in: state) })
        return StreamAnswer(contentType: "application/vnd.sqlite3") { try copy.next() }
    })
