// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// Finds hard links in a bundle to other users' files. The person who dropped the bundle may have no right to
/// read such a file, and its owner can change it. Links to the bundle owner's own files, and among the files
/// of the bundle, are harmless.
struct HardLinks {
    /// The owner of the bundle's folder.
    let owner: uid_t
    private var found: [ino_t: (names: nlink_t, links: nlink_t, path: String)] = [:]

    init(owner: uid_t) { self.owner = owner }

    mutating func add(_ path: String, _ status: stat) {
        guard status.st_nlink > 1, status.st_uid != owner else { return }
        found[status.st_ino, default: (0, status.st_nlink, path)].names += 1
    }

    /// - Throws: `Failure` (refused) if a file of another user has more names than the bundle holds.
    func check() throws {
        let paths = found.values.filter { $0.names < $0.links }.map(\.path)
        guard let path = paths.min(by: precedes) else { return }
        throw Failure.refused(
            "hard-link", "is a hard link to another person's file outside of the bundle",
            hint: "replace it by a copy: cp FILE FILE.new && mv FILE.new FILE", file: path)
    }
}
