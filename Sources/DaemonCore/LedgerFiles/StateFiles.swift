// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// Checks that the files in the state directory are the service's own: SQLite would follow a link, and play back a log that
/// somebody else put there.
struct StateFiles {
    let state: String
    let disk: any Disk

    /// - Throws: `Failure`, refused, if the ledger or a file beside it is not the service's.
    func check() throws {
        let owner = try disk.status(state)?.owner
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let path = "\(state)/\(LedgerOpening.name)\(suffix)"
            guard let status = try disk.status(path) else { continue }
            if status.kind == .file, status.links == 1, status.owner == owner { continue }
            throw Failure.refused(
                "strange-ledger", "\(Self.words(status)) lies where the ledger's own file belongs",
                hint: "look who put it there: ls -l '\(path)'; then mv it out of \(state)", file: path)
        }
        // A copy may be left if uaed was killed while it was made.
        for name in try disk.names(in: state) where name.hasPrefix(LedgerCopy.prefix) {
            try disk.removeFile("\(state)/\(name)")
        }
    }

    private static func words(_ status: FileStatus) -> String {
        switch status.kind {
        case .link: "a symbolic link"
        case .folder: "a folder"
        case .other: "a device, FIFO or socket"
        case .file: status.links == 1 ? "a file of user \(status.owner)" : "a file with \(status.links) names"
        }
    }
}
