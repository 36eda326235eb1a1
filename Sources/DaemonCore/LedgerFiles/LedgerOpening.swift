// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import Ledger

/// Opens the ledger when the daemon starts. A damaged one is moved aside and a new one begun, which is filled from the job
/// records.
struct LedgerOpening {
    static let name = "ledger.sqlite"
    private static let damaged = name + ".damaged-"

    let state: String
    let disk: any Disk

    /// - Returns: the ledger, and a sentence if a damaged one was moved aside.
    func open() throws -> (ledger: Ledger, movedAside: String?) {
        let path = state + "/" + Self.name
        do {
            return (try Ledger(path: path), nil)
        } catch let failure as Failure where failure.code == "damaged-ledger" {
            let aside = try moveAside()
            return (try Ledger(path: path), "\(failure.message) (\(failure.cause ?? "")); it is \(aside) now")
        }
    }

    /// Moves the write-ahead log too, so that sqlite3 can still open the ledger. Nothing is deleted, because it may hold what
    /// nothing else does.
    private func moveAside() throws -> String {
        let stamp = Date.now.formatted(.iso8601.dateSeparator(.omitted).timeSeparator(.omitted))
        let target = state + "/" + Self.damaged + stamp
        for suffix in ["-wal", "-shm", ""] where try disk.status("\(state)/\(Self.name)\(suffix)") != nil {
            try disk.rename("\(state)/\(Self.name)\(suffix)", to: target + suffix)
        }
        try disk.syncFolder(state)
        return target
    }

    /// Returns the ledgers that were moved aside and are still there.
    func setAside() throws -> [String] {
        try disk.names(in: state).filter {
            $0.hasPrefix(Self.damaged) && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
        }
        .map { state + "/" + $0 }
    }
}
