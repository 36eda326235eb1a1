// SPDX-License-Identifier: Apache-2.0
import Bundles

/// A folder that was opened once, and what lies below it. Reads and changes concern this folder, even if its name leads
/// elsewhere by now, and none of them leads out of it. Errors are those of ``Disk``.
///
/// Reads take full paths, as they were when the folder was opened; changes take names of entries directly in it.
public protocol HeldFolder: DiskReading {
    /// The identity of the folder that was opened.
    var identity: ObjectIdentity { get }
    /// A path that leads to this very folder while it is held, for changes below it (proc(5)).
    var way: String { get }
    /// Makes every reader in this process that opens the folder's path open this very folder, until the process ends. A
    /// process can keep one folder.
    ///
    /// - Returns: false if the process keeps a folder already, or the descriptor cannot be duplicated.
    func keep() -> Bool
    /// Renames `path`, on the same mount, to the entry `name` of this folder; never replaces anything (`exists`).
    func take(_ path: String, as name: String) throws
    /// Renames the entry `name` to `path`, on the same mount; never replaces anything (`exists`).
    func give(_ name: String, to path: String) throws
    /// Makes the names in the folder durable.
    func sync() throws
    /// Removes everything in the folder.
    func empty() throws
    /// Gives the folder and everything below it the modes and the group of a published result.
    ///
    /// - Throws: fault `not-publishable` if it holds anything but folders and files with one name, all of one owner, or
    ///   if a mode or group may not be set.
    func openUp(_ access: ResultAccess) throws
}

/// Who may do what with a published result.
public struct ResultAccess: Sendable, Equatable {
    /// nil leaves the mode of folders as it is; the same holds for the mode of files and the group.
    public var folderMode: UInt32?
    public var fileMode: UInt32?
    public var group: UInt32?

    /// Memberwise initialiser.
    public init(folderMode: UInt32? = nil, fileMode: UInt32? = nil, group: UInt32? = nil) {
        self.folderMode = folderMode
        self.fileMode = fileMode
        self.group = group
    }

    /// The access to results in an outbox: the group may write, unless `isOwners` is true.
    ///
    /// - Parameters:
    ///   - outbox: its status; results inherit its group if it has the set-group-id bit, and their folders that bit.
    ///   - isOwners: whether the group may only read.
    public init(in outbox: FileStatus, isOwners: Bool) {
        let inherits = outbox.mode & 0o2000
        folderMode = inherits | (isOwners ? 0o750 : 0o775)
        fileMode = isOwners ? 0o640 : 0o664
        group = inherits == 0 ? nil : outbox.group
    }
}
