// SPDX-License-Identifier: Apache-2.0
import CLinux
import Base
import Glibc

extension OpenFolder {
    /// A new folder that only its maker may enter (mode 0700), but for a set-group-id bit that this one hands down.
    ///
    /// - Throws: `exists`; `exchanged` where somebody has put something else in its place before it was opened.
    public func makeFolder(_ name: String) throws -> OpenFolder {
        try before(.makeFolder, name)
        try FolderFailure.check(mkdirat(descriptor, name, 0o700) == 0 ? 0 : errno, "make the folder", at(name))
        let made = try folder(name)
        let status = try made.status()
        guard status.owner == Self.caller, status.mode & 0o077 == 0, try made.names().isEmpty else {
            throw FolderFailure.exchanged(at(name))
        }
        return made
    }

    /// A new, empty file that only its maker may open (mode 0600).
    public func makeFile(_ name: String) throws -> OpenFile {
        try before(.makeFile, name)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(descriptor, name, flags, 0o600)
        try FolderFailure.check(file < 0 ? errno : 0, "make", at(name))
        return OpenFile(file, at(name))
    }

    /// A second name for a person's own file. What is a link itself stays one.
    public func link(_ file: String, as name: String) throws {
        try before(.makeFile, name)
        try FolderFailure.check(linkat(AT_FDCWD, file, descriptor, name, 0) == 0 ? 0 : errno, "link", file)
    }

    /// The folder's own mode.
    public func setMode(_ mode: UInt32) throws {
        try before(.setMode)
        try FolderFailure.check(uaed_set_mode(descriptor, mode), "change the mode of", path)
    }

    /// The mode of the one object that stands at `relative` now, links themselves among them.
    ///
    /// - Parameter decide: sees that very object; nil: its mode stays.
    public func setMode(of relative: String, _ decide: (EntryStatus) throws -> UInt32?) throws {
        try before(.setMode, relative)
        // O_PATH: nothing is waited for, and no right to read is needed.
        let inner = uaed_open_beneath(descriptor, relative, uaed_path_only | O_NOFOLLOW)
        try FolderFailure.check(inner < 0 ? -inner : 0, "look at", at(relative))
        defer { close(inner) }
        let status = try EntryStatus.of(inner, at(relative))
        guard let mode = try decide(status), mode != status.mode else { return }
        try FolderFailure.check(uaed_set_mode(inner, mode), "change the mode of", at(relative))
    }

    /// Lets `user` do everything directly in this folder; nobody else who is named in its access control list may write.
    ///
    /// - Throws: `not-supported` where the file system has no such lists.
    public func grant(_ user: UInt32) throws {
        try before(.grant)
        try FolderFailure.check(uaed_grant_folder(descriptor, user), "give rights in", path)
    }

    /// Rights for single users or groups, as the kernel writes them (linux/posix_acl_xattr.h); empty where there are none.
    public var accessList: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 12)
        let count = uaed_read_list(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(Int(count)))
    }

    /// Takes ``grant(_:)`` back; the mode is then to be set again.
    public func revoke() throws {
        try before(.grant)
        guard !accessList.isEmpty else { return }
        try FolderFailure.check(uaed_remove_list(descriptor), "take rights back in", path)
    }

    /// Never replaces anything.
    ///
    /// - Throws: `exists`; `crosses-mounts` where the two folders are on different file systems.
    public func rename(_ name: String, to folder: OpenFolder, as target: String) throws {
        try before(.rename, name)
        let error = uaed_rename_between(descriptor, name, folder.descriptor, target)
        try FolderFailure.check(error, "move '\(at(name))' to", folder.at(target))
    }

    public func removeFile(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(unlinkat(descriptor, name, 0) == 0 ? 0 : errno, "remove", at(name))
    }

    /// An empty folder.
    public func removeFolder(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(unlinkat(descriptor, name, AT_REMOVEDIR) == 0 ? 0 : errno, "remove", at(name))
    }

    /// Whatever stands there, with everything below it; nothing where there is nothing.
    public func removeTree(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(uaed_remove_entry(descriptor, name), "remove", at(name))
    }

    /// Everything in it, wherever it stands by now.
    public func empty() throws {
        try before(.remove)
        try FolderFailure.check(uaed_empty(descriptor), "empty", path)
    }

    /// Makes the names in it durable.
    public func sync() throws {
        try before(.sync)
        try FolderFailure.check(fsync(descriptor) == 0 ? 0 : errno, "sync", path)
    }

    /// Makes everything on its file system durable, names and contents.
    public func syncAll() throws {
        try before(.sync)
        try FolderFailure.check(uaed_sync_all_of(descriptor), "sync the file system of", path)
    }
}
