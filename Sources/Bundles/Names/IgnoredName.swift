// SPDX-License-Identifier: Apache-2.0
import Base

/// Names that are never looked at; case does not matter.
public enum IgnoredName {
    /// Whether an entry of an inbox with this name is never a bundle.
    public static func matches(_ name: String) -> Bool { isSkipped(name) || ClaimName(name) != nil }

    /// Whether an entry of a bundle with this name is no part of it: it is hidden, marks a copy under way, or belongs
    /// to the file system or to another program.
    public static func isSkipped(_ name: String) -> Bool {
        if name.isHidden { return true }
        let name = name.lowercased()
        return unfinished.contains(where: name.hasSuffix) || foreign.contains(name)
    }

    /// Editors, rsync, FileZilla, browsers.
    private static let unfinished = ["~", ".tmp", ".part", ".filepart", ".partial", ".crdownload"]

    /// Folders that file systems (ext4, NTFS), file servers (Synology, QNAP, Samba, macOS) and archives of macOS make,
    /// recycle bins and snapshots among them, and files that Windows makes in every folder.
    private static let foreign: Set<String> = [
        "lost+found", "$recycle.bin", "recycler", "system volume information", "#recycle", "#snapshot", "@recycle",
        "@recently-snapshot", "@eadir", "@tmp", "network trash folder", "temporary items", "__macosx", "thumbs.db",
        "desktop.ini",
    ]
}
