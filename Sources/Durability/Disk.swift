// SPDX-License-Identifier: Apache-2.0
/// The only door to files: every change that a job makes, and every look at its state, goes through here (SQLite apart).
///
/// A test puts a disk of its own in place that crashes, is full, or forgets what was not synced. All paths are absolute.
/// Every call throws ``Base/Failure`` of kind environment, with a code that tells apart what callers treat
/// differently: `disk-full`, `exists`, `not-found`, `not-permitted`, `io`, `crosses-mounts`, `link`, `system`.
public protocol Disk: DiskReading {
    // MARK: Looks

    /// Looks at the folder `root` and below it, out of which none of them leads, whatever its owner does meanwhile: no link
    /// is followed, and `root` stays the folder that it is now.
    func beneath(_ root: String) throws -> any DiskReading
    /// The same of a folder that is to be changed too; nil where no folder stands there, links among it.
    func hold(_ path: String) throws -> (any HeldFolder)?
    func freeSpace(at path: String) throws -> FreeSpace

    // MARK: Changes

    /// mkdir(2) with that mode less the umask.
    func makeFolder(_ path: String, mode: UInt32) throws
    /// A new, empty file with mode 0664 less the umask; `exists` where there is one.
    func createFile(_ path: String) throws -> any NewFile
    /// Renames within a mount; never replaces anything (`exists`).
    func rename(_ path: String, to target: String) throws
    /// Renames a file over another of the same folder.
    func replace(_ target: String, with path: String) throws
    func removeFile(_ path: String) throws
    /// An empty folder.
    func removeFolder(_ path: String) throws
    /// A file, or a folder with everything in it, whatever the names are; nothing where there is nothing.
    func removeTree(_ path: String) throws
    /// Nobody but its owner may enter the folder from now on (mode 0700); `not-permitted` where somebody else's may be written
    /// by others than its owner. What is there already is made so too.
    ///
    /// - Parameter model: a folder whose group, where it passes that on (set-group-id), the new one passes on too.
    func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws

    // MARK: Durability

    /// Makes the names in a folder durable.
    func syncFolder(_ path: String) throws
    /// Makes everything on the mount of `folder` durable, names and contents.
    func syncAll(_ folder: String) throws

    /// An exclusive lock for as long as the result lives; nil where someone else has it.
    func lock(_ path: String) throws -> (any FileLock)?
}

/// A file that is being written. Not durable before `sync`.
public protocol NewFile: AnyObject {
    func append(_ bytes: ArraySlice<UInt8>) throws
    /// fdatasync(2).
    func sync() throws
    /// Must be called; its error counts as a write's.
    func close() throws
}

/// Held until it is released or its process ends.
public protocol FileLock: AnyObject, Sendable {}

/// What lstat(2) tells.
public struct FileStatus: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case file, folder, link
        /// A device, FIFO or socket.
        case other
    }

    public var kind: Kind
    public var bytes: Int
    public var inode: UInt64
    public var device: UInt64
    /// Nanoseconds since 1970.
    public var modified: Int64
    public var changed: Int64
    public var owner: UInt32
    public var group: UInt32
    public var mode: UInt32
    public var links: UInt64
    /// When it was made, in nanoseconds since 1970; nil where the file system does not tell (statx(2)).
    public var born: Int64?

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

    public var isSticky: Bool { mode & 0o1000 != 0 }
}

/// Room on a mount, for ordinary users.
public struct FreeSpace: Sendable, Equatable {
    public var bytes: Int
    /// nil where the file system does not count them.
    public var files: Int?

    public init(bytes: Int, files: Int?) {
        self.bytes = bytes
        self.files = files
    }
}
