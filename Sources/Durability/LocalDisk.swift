// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

/// The real file system. Methods without a comment are documented in ``Disk`` and ``DiskReading``.
public struct LocalDisk: Disk {
    /// Needs no configuration.
    public init() {}

    public func status(_ path: String) throws -> FileStatus? {
        var information = stat()
        var born = Int64.min
        let error = uaed_look_at(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, &information, &born)
        if error == ENOENT || error == ENOTDIR { return nil }
        try SystemFailure.check(error, "looking at", path)
        return FileStatus(information, born: born)
    }

    public func listing(of folder: String) throws -> FolderListing {
        try FolderListing(reading: open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), of: folder)
    }

    public func openFile(_ path: String) throws -> (any ReadableFile)? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            let error = errno
            if error == ENOENT || error == ENOTDIR { return nil }
            throw SystemFailure(error, "opening", path).failure
        }
        return LocalReading(file, path)
    }

    public func beneath(_ root: String) throws -> any DiskReading { try LocalTree(root) }

    public func hold(_ path: String) throws -> (any HeldFolder)? {
        do { return try LocalTree(path) } catch let failure as Failure where Self.absences.contains(failure.code) {
            return nil
        }
    }

    /// Codes of a failed opening without following links that mean that there is no folder.
    private static let absences = ["not-found", "link"]

    public func isReadable(_ path: String) -> Bool {
        var information = stat()
        guard stat(path, &information) == 0 else { return false }
        let isFolder = information.st_mode & S_IFMT == S_IFDIR
        return access(path, isFolder ? R_OK | X_OK : R_OK) == 0
    }

    public func freeSpace(at path: String) throws -> FreeSpace {
        var information = statvfs()
        try SystemFailure.check(statvfs(path, &information) == 0 ? 0 : errno, "measuring", path)
        return FreeSpace(
            bytes: Int(
                clamping: information.f_bavail.multipliedReportingOverflow(by: information.f_frsize).partialValue),
            files: information.f_files == 0 ? nil : Int(clamping: information.f_favail))
    }

    public func makeFolder(_ path: String, mode: UInt32) throws {
        try SystemFailure.check(mkdir(path, mode) == 0 ? 0 : errno, "making folder", path)
    }

    public func createFile(_ path: String) throws -> any NewFile {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o664)
        guard file >= 0 else { throw SystemFailure(errno, "making", path).failure }
        return LocalFile(file, path)
    }

    public func rename(_ path: String, to target: String) throws {
        try SystemFailure.check(uaed_rename_new(path, target), "renaming \(path) to", target)
    }

    public func replace(_ target: String, with path: String) throws {
        try SystemFailure.check(Glibc.rename(path, target) == 0 ? 0 : errno, "renaming \(path) to", target)
    }

    public func removeFile(_ path: String) throws {
        try SystemFailure.check(unlink(path) == 0 ? 0 : errno, "removing", path)
    }

    public func removeFolder(_ path: String) throws {
        try SystemFailure.check(rmdir(path) == 0 ? 0 : errno, "removing folder", path)
    }

    /// Goes from descriptor to descriptor: a symbolic link that somebody puts in the place of a folder meanwhile is
    /// removed, not followed.
    public func removeTree(_ path: String) throws {
        let (folder, name) = Self.parted(path)
        let error = uaed_remove_tree(folder.isEmpty ? "/" : folder, name)
        if error != ENOENT, error != ENOTDIR { try SystemFailure.check(error, "removing", path) }
    }

    public func makePrivateFolder(_ path: String, passingOn model: FileStatus?) throws {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw SystemFailure(errno, "making folder", path).failure }
        try SystemFailure.check(uaed_keep_private(path), "closing to others", path)
        guard let model, model.mode & 0o2000 != 0 else { return }
        try SystemFailure.check(uaed_pass_on_group(path, model.group), "giving its group to", path)
    }

    public func syncFolder(_ path: String) throws {
        try SystemFailure.check(uaed_sync_folder(path), "syncing folder", path)
    }

    public func syncAll(_ folder: String) throws {
        try SystemFailure.check(uaed_sync_all(folder), "syncing the mount of", folder)
    }

    public func lock(_ path: String) throws -> (any FileLock)? {
        var descriptor: Int32 = -1
        let error = uaed_lock(path, &descriptor)
        if error == EWOULDBLOCK { return nil }
        try SystemFailure.check(error, "locking", path)
        return LocalLock(descriptor)
    }
}

extension LocalDisk {
    /// The failure that this disk throws for an error number, for test disks that fail on purpose.
    public static func failure(_ error: Int32, _ operation: String, _ path: String) -> Failure {
        SystemFailure(error, operation, path).failure
    }
}

extension FileStatus {
    /// - Parameter born: in nanoseconds since 1970, `Int64.min` if it is not known (`uaed_look_at`).
    init(_ information: stat, born: Int64) {
        let kind: Kind =
            switch information.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        // Saturates: file systems store times up to the year 2446, but 64-bit nanoseconds end in 2262.
        func nanoseconds(_ time: timespec) -> Int64 {
            let (seconds, isTooMuch) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
            let (sum, isOver) = seconds.addingReportingOverflow(Int64(time.tv_nsec))
            return isTooMuch || isOver ? (time.tv_sec < 0 ? .min : .max) : sum
        }
        self.init(
            kind: kind, bytes: Int(information.st_size), inode: UInt64(information.st_ino),
            device: UInt64(information.st_dev), modified: nanoseconds(information.st_mtim),
            changed: nanoseconds(information.st_ctim), owner: information.st_uid, group: information.st_gid,
            mode: information.st_mode & 0o7777,
            links: UInt64(information.st_nlink), born: born == .min ? nil : born)
    }
}
