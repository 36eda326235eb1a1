import CLinux
import Failures
import Foundation

/// A folder of ``LocalDisk``, opened once, and what lies below it: whatever its owner renames or links meanwhile, no look
/// leads out of it (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS).
///
/// Nothing has a status behind a link, and nothing is opened through one; a link at the end of a path is looked at.
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

    /// There is nothing below the root.
    private static func isAbsence(_ error: Int32) -> Bool { [ENOENT, ENOTDIR, EXDEV].contains(error) }

    private func relative(_ path: String) -> String? {
        path.utf8.elementsEqual(root.utf8) ? "." : path.below(root)
    }
}
