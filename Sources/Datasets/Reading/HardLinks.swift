// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc

/// Hard links out of a bundle to other people's files: whoever drops the bundle may have no right to read them, and
/// someone else can change them. Links to one's own files, and between the files of a bundle, are no danger.
struct HardLinks {
    /// Of the bundle's folder.
    let owner: uid_t
    private var found: [ino_t: (names: nlink_t, links: nlink_t, path: String)] = [:]

    init(owner: uid_t) { self.owner = owner }

    mutating func add(_ path: String, _ status: stat) {
        guard status.st_nlink > 1, status.st_uid != owner else { return }
        found[status.st_ino, default: (0, status.st_nlink, path)].names += 1
    }

    /// - Throws: `Failure`, refused, where a file has more names than the bundle holds.
    func check() throws {
        let paths = found.values.filter { $0.names < $0.links }.map(\.path)
        guard let path = paths.min(by: precedes) else { return }
        throw Failure.refused(
            "hard-link", "is a hard link to another person's file outside of the bundle",
            hint: "replace it by a copy: cp FILE FILE.new && mv FILE.new FILE", file: path)
    }
}
