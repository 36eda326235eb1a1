import CLinux
import Foundation

/// A folder of ``LocalDisk``, opened once, and what lies below it: whatever its owner renames or links meanwhile, no look
/// leads out of it (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS).
///
/// What lies behind a link is not there; a link at the end of a path is looked at, never followed.
final class LocalTree: DiskReading {
    private let root: String
    private let folder: Int32

    init(_ root: String) throws {
        self.root = root
        folder = Glibc.open(root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw SystemFailure(errno, "opening folder", root).failure }
    }

    deinit { close(folder) }

    func status(_ path: String) throws -> FileStatus? {
        guard let relative = relative(path) else { return nil }
        var information = stat()
        let error = uaed_look_beneath(folder, relative, &information)
        if Self.isAbsence(error) { return nil }
        try SystemFailure.check(error, "looking at", path)
        return FileStatus(information)
    }

    func listing(of folder: String) throws -> FolderListing {
        guard let file = try open(folder, O_RDONLY | O_DIRECTORY, "listing") else {
            throw SystemFailure(ENOENT, "listing", folder).failure
        }
        return try FolderListing(reading: file, of: folder)
    }

    func read(_ path: String, from offset: Int, atMost count: Int) throws -> [UInt8]? {
        guard let file = try open(path, O_RDONLY | O_NONBLOCK, "opening") else { return nil }
        defer { close(file) }
        return try LocalDisk.bytes(of: file, from: offset, atMost: count, path)
    }

    private func open(_ path: String, _ flags: Int32, _ operation: String) throws -> Int32? {
        guard let relative = relative(path) else { return nil }
        let file = uaed_open_beneath(folder, relative, flags)
        if file < 0, !Self.isAbsence(-file) { throw SystemFailure(-file, operation, path).failure }
        return file < 0 ? nil : file
    }

    /// There is nothing below the root, or something else than a folder on the way.
    private static func isAbsence(_ error: Int32) -> Bool { [ENOENT, ENOTDIR, ELOOP, EXDEV].contains(error) }

    /// By bytes: a name may begin with an accent, which Unicode puts on the slash before it.
    private func relative(_ path: String) -> String? {
        if path.utf8.elementsEqual(root.utf8) { return "." }
        guard path.utf8.starts(with: (root + "/").utf8) else { return nil }
        return String(decoding: path.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self)
    }
}
