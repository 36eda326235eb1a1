// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The status of a directory entry itself (lstat(2)): symbolic links are not followed.
public struct EntryStatus: Sendable, Equatable {
    /// The type of the entry.
    public enum Kind: Sendable, Equatable { case file, folder, link, pipe, socket, device }

    public var kind: Kind
    public var owner: UInt32
    /// Permission bits, including set-user-id, set-group-id and sticky.
    public var mode: UInt32
    public var links: UInt64
    public var bytes: Int
    /// Last modification in seconds and nanoseconds since 1970.
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

    /// Whether both describe the same object. Reliable while that object is held open, because no other one can get its
    /// numbers then.
    public func isSameObject(as other: EntryStatus) -> Bool {
        device == other.device && inode == other.inode && kind == other.kind
    }

    /// Whether both describe the same object with the same contents, judged by size and modification time.
    public func isUnchanged(since other: EntryStatus) -> Bool {
        isSameObject(as: other) && bytes == other.bytes && modified == other.modified
    }
}
