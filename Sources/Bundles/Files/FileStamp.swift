// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Which file stands at a place, and when it last changed. Two stamps are equal as long as nobody has written to the file or
/// put another one in its place: the kernel sets the time of the last change (st_ctime), and no call sets it back.
///
/// The device number is valid until the next boot, so that a stamp of an earlier boot may differ from one of the same file.
public struct FileStamp: Sendable, Equatable {
    public var device: UInt64
    public var inode: UInt64
    public var bytes: Int
    /// st_ctime in nanoseconds since 1970.
    public var changed: Int64

    /// Memberwise initialiser.
    public init(device: UInt64, inode: UInt64, bytes: Int, changed: Int64) {
        self.device = device
        self.inode = inode
        self.bytes = bytes
        self.changed = changed
    }

    init(_ status: stat) {
        self.init(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), bytes: Int(status.st_size),
            changed: Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec))
    }
}
