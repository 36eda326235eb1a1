// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

extension OpenFolder {
    /// Makes and opens a folder that only its owner may enter (mode 0700, and the set-group-id bit if this folder hands
    /// it down).
    ///
    /// - Throws: `exists`; `exchanged` if another object was put in its place before it was opened.
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

    /// Makes an empty file that only its owner may open (mode 0600).
    ///
    /// - Throws: `exists`.
    public func makeFile(_ name: String) throws -> OpenFile {
        try before(.makeFile, name)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let file = openat(descriptor, name, flags, 0o600)
        try FolderFailure.check(file < 0 ? errno : 0, "make", at(name))
        return OpenFile(file, at(name))
    }

    /// Makes a hard link to the file at the path `file` (linkat(2)); if that is a symbolic link, to the link itself.
    public func link(_ file: String, as name: String) throws {
        try before(.makeFile, name)
        try FolderFailure.check(linkat(AT_FDCWD, file, descriptor, name, 0) == 0 ? 0 : errno, "link", file)
    }

    /// Changes the mode of the folder itself.
    public func setMode(_ mode: UInt32) throws {
        try before(.setMode)
        try FolderFailure.check(uaed_set_mode(descriptor, mode), "change the mode of", path)
    }

    /// Changes the mode of the object at `relative`; a symbolic link is not followed.
    ///
    /// - Parameter decide: gets the status of that very object and returns its new mode; nil leaves the mode as it is.
    public func setMode(of relative: String, _ decide: (EntryStatus) throws -> UInt32?) throws {
        try before(.setMode, relative)
        // O_PATH never blocks, and needs no permission to read.
        let inner = uaed_open_beneath(descriptor, relative, uaed_path_only | O_NOFOLLOW)
        try FolderFailure.check(inner < 0 ? -inner : 0, "look at", at(relative))
        defer { close(inner) }
        let status = try EntryStatus.of(inner, at(relative))
        guard let mode = try decide(status), mode != status.mode else { return }
        try FolderFailure.check(uaed_set_mode(inner, mode), "change the mode of", at(relative))
    }

    /// Gives `user` all rights in this folder itself; nobody else who is named in its access control list keeps the
    /// right to write.
    ///
    /// - Throws: `not-supported` if the file system has no access control lists.
    public func grant(_ user: UInt32) throws {
        try before(.grant)
        try FolderFailure.check(uaed_grant_folder(descriptor, user), "give rights in", path)
    }

    /// The access control list in the kernel's format (linux/posix_acl_xattr.h); empty if there is none, or it takes
    /// more than 4,096 bytes.
    public var accessList: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1 << 12)
        let count = uaed_read_list(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(Int(count)))
    }

    /// Removes the access control list, and with it the effect of ``grant(_:)``. The mode has to be set again
    /// afterwards.
    public func revoke() throws {
        try before(.grant)
        guard !accessList.isEmpty else { return }
        try FolderFailure.check(uaed_remove_list(descriptor), "take rights back in", path)
    }

    /// Renames an entry, possibly into another folder; never replaces anything.
    ///
    /// - Throws: `exists`; `crosses-mounts` if the two folders are on different mounts.
    public func rename(_ name: String, to folder: OpenFolder, as target: String) throws {
        try before(.rename, name)
        let error = uaed_rename_between(descriptor, name, folder.descriptor, target)
        try FolderFailure.check(error, "move '\(at(name))' to", folder.at(target))
    }

    /// Removes an entry that is not a folder.
    public func removeFile(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(unlinkat(descriptor, name, 0) == 0 ? 0 : errno, "remove", at(name))
    }

    /// Removes an empty folder.
    public func removeFolder(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(unlinkat(descriptor, name, AT_REMOVEDIR) == 0 ? 0 : errno, "remove", at(name))
    }

    /// Removes the entry with everything below it; does nothing if the entry does not exist.
    public func removeTree(_ name: String) throws {
        try before(.remove, name)
        try FolderFailure.check(uaed_remove_entry(descriptor, name), "remove", at(name))
    }

    /// Removes everything in the folder, even if the folder has been renamed.
    public func empty() throws {
        try before(.remove)
        try FolderFailure.check(uaed_empty(descriptor), "empty", path)
    }

    /// Makes the names in the folder durable (fsync(2)).
    public func sync() throws {
        try before(.sync)
        try FolderFailure.check(fsync(descriptor) == 0 ? 0 : errno, "sync", path)
    }

    /// Makes everything on the folder's file system durable, names and contents (syncfs(2)).
    public func syncAll() throws {
        try before(.sync)
        try FolderFailure.check(uaed_sync_all_of(descriptor), "sync the file system of", path)
    }
}
