// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CLinux
import Glibc

/// A folder of ``LocalDisk`` that was opened once, and what lies below it. Whatever its owner renames or links
/// meanwhile, no path leads out of it (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS).
///
/// An entry behind a symbolic link has no status and cannot be opened; a symbolic link at the end of a path has a
/// status.
final class LocalTree: DiskReading {
    let root: String
    let folder: Int32
    let identity: ObjectIdentity

    init(_ root: String) throws {
        let folder = uaed_hold(root)
        guard folder >= 0 else { throw SystemFailure(-folder, "opening folder", root).failure }
        do {
            identity = try ObjectIdentity.of(folder).get()
        } catch {
            close(folder)
            throw SystemFailure(error.number, "looking at", root).failure
        }
        (self.root, self.folder) = (root, folder)
    }

    deinit { close(folder) }

    func isReadable(_ path: String) -> Bool { relative(path).map { uaed_may_read_beneath(folder, $0) } ?? false }

    func status(_ path: String) throws -> FileStatus? {
        guard let relative = relative(path) else { return nil }
        var information = stat()
        var born = Int64.min
        let error = uaed_look_beneath(folder, relative, &information, &born)
        if Self.isAbsence(error) || error == ELOOP { return nil }
        try SystemFailure.check(error, "looking at", path)
        return FileStatus(information, born: born)
    }

    func listing(of folder: String) throws -> FolderListing {
        guard let file = try open(folder, O_RDONLY | O_DIRECTORY, "listing") else {
            throw SystemFailure(ENOENT, "listing", folder).failure
        }
        return try FolderListing(reading: file, of: folder)
    }

    func openFile(_ path: String) throws -> (any ReadableFile)? {
        try open(path, O_RDONLY | O_NONBLOCK, "opening").map { LocalReading($0, path) }
    }

    private func open(_ path: String, _ flags: Int32, _ operation: String) throws -> Int32? {
        guard let relative = relative(path) else { return nil }
        let file = uaed_open_beneath(folder, relative, flags)
        if file < 0, !Self.isAbsence(-file) { throw SystemFailure(-file, operation, path).failure }
        return file < 0 ? nil : file
    }

    /// Whether the error number means that there is nothing at a path below the root.
    private static func isAbsence(_ error: Int32) -> Bool { [ENOENT, ENOTDIR, EXDEV].contains(error) }

    private func relative(_ path: String) -> String? {
        path.utf8.elementsEqual(root.utf8) ? "." : path.below(root)
    }
}

extension LocalTree: HeldFolder {
    var way: String { "/proc/self/fd/\(folder)" }

    func keep() -> Bool { uaed_keep_root(root, folder) == 0 }

    func take(_ path: String, as name: String) throws {
        let error = uaed_rename_between(AT_FDCWD, path, folder, name)
        try SystemFailure.check(error, "renaming \(path) to", "\(root)/\(name)")
    }

    func give(_ name: String, to path: String) throws {
        let error = uaed_rename_between(folder, name, AT_FDCWD, path)
        try SystemFailure.check(error, "renaming \(root)/\(name) to", path)
    }

    func sync() throws { try SystemFailure.check(fsync(folder) == 0 ? 0 : errno, "syncing folder", root) }

    func empty() throws { try SystemFailure.check(uaed_empty(folder), "removing what is in", root) }

    func openUp(_ access: ResultAccess) throws {
        var publication = uaed_publication(
            folder_mode: access.folderMode ?? mode_t.max, file_mode: access.fileMode ?? mode_t.max,
            group: access.group ?? gid_t.max)
        var wrong = [CChar](repeating: 0, count: 4096)
        let error = uaed_open_up(folder, &publication, &wrong)
        guard error != 0 else { return }
        let place = wrong[0] == 0 ? root : root + "/" + String(cString: wrong)
        guard error == EPERM else { throw SystemFailure(error, "giving its last modes to", place).failure }
        throw Failure(
            .fault, code: "not-publishable",
            "the result holds something that is not published: a link, a device, a file with several names, or one whose "
                + "mode or group uaed may not set", hint: "look at it: ls -la '\(place)'", file: place)
    }
}
