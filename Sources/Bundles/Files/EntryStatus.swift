// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What stands at a name, itself and not what it may lead to.
public struct EntryStatus: Sendable, Equatable {
    public enum Kind: Sendable, Equatable { case file, folder, link, pipe, socket, device }

    public var kind: Kind
    public var owner: UInt32
    /// The rights, with the set-user-id, set-group-id and sticky bits.
    public var mode: UInt32
    public var links: UInt64
    public var bytes: Int
    /// Seconds and nanoseconds since 1970.
    public var modified: [Int]
    public var device: UInt64
    public var inode: UInt64

    init(_ information: stat) {
        kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .pipe
            case S_IFSOCK: .socket
            default: .device
            }
        owner = information.st_uid
        mode = information.st_mode & 0o7777
        links = UInt64(information.st_nlink)
        bytes = Int(information.st_size)
        modified = [information.st_mtim.tv_sec, information.st_mtim.tv_nsec]
        device = UInt64(information.st_dev)
        inode = UInt64(information.st_ino)
    }

    static func of(_ descriptor: Int32, _ path: String) throws -> EntryStatus {
        var information = stat()
        try FolderFailure.check(fstat(descriptor, &information) == 0 ? 0 : errno, "look at", path)
        return EntryStatus(information)
    }

    /// Whether it is the same object; no other can get its numbers while it is held open.
    public func isSameObject(as other: EntryStatus) -> Bool {
        device == other.device && inode == other.inode && kind == other.kind
    }

    /// Whether it is the same object with the same contents, as far as size and time tell.
    public func isUnchanged(since other: EntryStatus) -> Bool {
        isSameObject(as: other) && bytes == other.bytes && modified == other.modified
    }
}
