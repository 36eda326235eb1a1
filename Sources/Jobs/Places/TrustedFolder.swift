// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Durability
import Glibc

/// Whether what lies in a folder can be believed: it and every folder above it belong to root or to uaed's user, and
/// nobody else may write there. A sticky folder (/tmp) is accepted, because nobody may rename another user's entries in
/// it.
struct TrustedFolder {
    let disk: any Disk

    /// Who else may change it, in words; nil if nobody may.
    ///
    /// - Parameter path: the folder's path, without symbolic links.
    func objection(to path: String) throws -> String? {
        var folder = path
        while true {
            if let objection = try objection(toOnly: folder) { return objection }
            guard folder != "/" else { return nil }
            let above = String(decoding: folder.utf8.dropLast(folder.lastName.utf8.count + 1), as: UTF8.self)
            folder = above.isEmpty ? "/" : above
        }
    }

    private func objection(toOnly folder: String) throws -> String? {
        guard let status = try disk.status(folder) else { return nil }
        guard status.kind == .folder else { return "\(folder) is not a folder" }
        // On a file system that maps users, the owner that it reports counts.
        guard status.owner == 0 || status.owner == geteuid() else { return "\(folder) belongs to another user" }
        if status.isSticky { return nil }
        if status.mode & 0o002 != 0 { return "everybody may write in \(folder)" }
        guard status.mode & 0o020 != 0, status.group != 0, !uaed_group_is_only(status.group, geteuid()) else {
            return nil
        }
        return "the group \(status.group) may write in \(folder)"
    }
}
