// SPDX-License-Identifier: Apache-2.0
/// All access to files goes through this protocol: every change that a job makes and every check of its state, SQLite
/// apart.
///
/// Tests substitute disks that crash, are full, or forget whatever was not synced. All paths are absolute. Every call
/// throws ``Base/Failure`` with a code that distinguishes what callers treat differently: `disk-full`, `exists`,
/// and the other codes of `SystemErrors`. Its kind is environment, but for
/// `name-too-long`, which is refused.
public protocol Disk: DiskReading {
    // MARK: Looks

    /// Reads the folder `root` and what lies below it. It stays with the folder that is at `root` now and follows no
    /// symbolic link, so nothing that the owner does meanwhile leads out of it.
    func beneath(_ root: String) throws -> any DiskReading
    /// The same for a folder that is going to be changed as well; nil if there is no folder, a symbolic link included.
    func hold(_ path: String) throws -> (any HeldFolder)?
    /// Free space on the mount of `path` (statvfs(3)).
    func freeSpace(at path: String) throws -> FreeSpace

    // MARK: Changes

    /// mkdir(2) with `mode` less the umask.
    func makeFolder(_ path: String, mode: UInt32) throws
    /// Creates an empty file with mode 0664 less the umask; throws `exists` if the name is taken.
    func createFile(_ path: String) throws -> any NewFile
    /// Renames within a mount; never replaces anything (`exists`).
    func rename(_ path: String, to target: String) throws
    /// Renames the file `path` over `target` in the same folder (rename(2)).
    func replace(_ target: String, with path: String) throws
    /// unlink(2).
    func removeFile(_ path: String) throws
    /// Removes an empty folder (rmdir(2)).
    func removeFolder(_ path: String) throws
    /// Removes a file, or a folder with everything in it, including names that are not UTF-8; does nothing if there is
    /// nothing.
    func removeTree(_ path: String) throws
    /// Makes a folder that nobody but its owner may enter (mode 0700). An existing folder is closed in the same way; if
    /// it belongs to another user, the call throws `not-permitted` if others than its owner may write there.
    ///
    /// - Parameter model: if this folder passes its group on (set-group-id), the new one gets that group and passes it
    ///   on too.
    func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws

    // MARK: Durability

    /// Makes the names in a folder durable (fsync(2)).
    func syncFolder(_ path: String) throws
    /// Makes everything on the mount of `folder` durable, names and contents (syncfs(2)).
    func syncAll(_ folder: String) throws

    /// Locks the file `path` exclusively for as long as the result lives, and makes the file if it is missing; nil if
    /// somebody else holds the lock.
    func lock(_ path: String) throws -> (any FileLock)?
}

/// A file that is being written. Its contents are not durable before `sync`.
public protocol NewFile: AnyObject {
    /// Writes all of `bytes` at the end.
    func append(_ bytes: ArraySlice<UInt8>) throws
    /// fdatasync(2).
    func sync() throws
    /// Must be called, because an error counts as a failed write.
    func close() throws
}

/// A lock that is held until it is released or its process ends.
public protocol FileLock: AnyObject, Sendable {}

/// What lstat(2) reports, and the birth from statx(2).
public struct FileStatus: Sendable, Equatable {
    /// The type of an entry.
    public enum Kind: Sendable, Equatable {
        case file, folder, link
        /// A device, FIFO or socket.
        case other
    }

    public var kind: Kind
    public var bytes: Int
    public var inode: UInt64
    public var device: UInt64
    /// Last change of the contents, in nanoseconds since 1970.
    public var modified: Int64
    /// Last change of the status (st_ctime), in nanoseconds since 1970.
    public var changed: Int64
    public var owner: UInt32
    public var group: UInt32
    public var mode: UInt32
    public var links: UInt64
    /// Birth in nanoseconds since 1970; nil if the file system does not report it (statx(2)).
    public var born: Int64?

    /// Memberwise initialiser.
    public init(
        kind: Kind, bytes: Int, inode: UInt64, device: UInt64, modified: Int64, changed: Int64, owner: UInt32,
        group: UInt32 = 0, mode: UInt32, links: UInt64, born: Int64? = nil
    ) {
        self.kind = kind
        self.bytes = bytes
        self.inode = inode
        self.device = device
        self.modified = modified
        self.changed = changed
        self.owner = owner
        self.group = group
        self.mode = mode
        self.links = links
        self.born = born
    }

    /// Whether only the owner of an entry may rename or remove it in this folder.
    public var isSticky: Bool { mode & 0o1000 != 0 }
}

/// Free space on a mount for ordinary users.
public struct FreeSpace: Sendable, Equatable {
    public var bytes: Int
    /// Free inodes; nil if the file system does not count them.
    public var files: Int?

    /// Memberwise initialiser.
    public init(bytes: Int, files: Int?) {
        self.bytes = bytes
        self.files = files
    }
}
