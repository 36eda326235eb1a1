// SPDX-License-Identifier: Apache-2.0
import DaemonCore

/// `POST /v1/ledger-copy`: a database of SQLite. While uaed runs nobody else can open the ledger.
let ledgerCopyRoute = Route(
    .POST, "/v1/ledger-copy", needs: .administration,
    .general { _, daemon in
        let (ledger, state) = (daemon.ledger, await daemon.configuration.state)
        let copy = try await Background.run { Result { try LedgerCopy(of: ledger, in: state) } }.get()
        return StreamAnswer(contentType: "application/vnd.sqlite3") { try copy.next() }
    })
