// SPDX-License-Identifier: Apache-2.0
import Bundles

/// A folder that was opened once, and what lies below it: whatever its name leads to by now, looks and changes are of this one,
/// and none of them leads out of it. See ``Disk`` for what it throws.
///
/// Paths of looks are the whole ones, as they were when it was opened; names of changes are of entries directly in it.
public protocol HeldFolder: DiskReading {
    /// What it is.
    var identity: ObjectIdentity { get }
    /// A path that leads to this very folder as long as it is held, for changes below it (proc(5)).
    var way: String { get }
    /// Has every reader of this process that opens the folder's path open this folder, until the process ends. One folder a process.
    ///
    /// - Returns: false where another one is kept already.
    func keep() -> Bool
    /// Renames `path`, on the same mount, to the entry `name` of this folder; never replaces anything (`exists`).
    func take(_ path: String, as name: String) throws
    /// Renames the entry `name` to `path`, on the same mount; never replaces anything (`exists`).
    func give(_ name: String, to path: String) throws
    /// Makes the names in it durable.
    func sync() throws
    /// Removes everything in it.
    func empty() throws
    /// Gives it and everything below the modes and the group of what is published.
    ///
    /// - Throws: fault `not-publishable`, where something else than folders and files with one name lies in it.
    func openUp(_ access: ResultAccess) throws
}

/// Who may do what with a published result.
public struct ResultAccess: Sendable, Equatable {
    /// nil: those that it has.
    public var folderMode: UInt32?
    public var fileMode: UInt32?
    public var group: UInt32?

    public init(folderMode: UInt32? = nil, fileMode: UInt32? = nil, group: UInt32? = nil) {
        self.folderMode = folderMode
        self.fileMode = fileMode
        self.group = group
    }

    /// - Parameters:
    ///   - outbox: whose set-group-id bit and group pass on to what is published in it.
    ///   - isOwners: the group may only read.
    public init(in outbox: FileStatus, isOwners: Bool) {
        let inherits = outbox.mode & 0o2000
        folderMode = inherits | (isOwners ? 0o750 : 0o775)
        fileMode = isOwners ? 0o640 : 0o664
        group = inherits == 0 ? nil : outbox.group
    }
}
