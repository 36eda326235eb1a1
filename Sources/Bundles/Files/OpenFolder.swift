// SPDX-License-Identifier: Apache-2.0
import Base
import CLinux
import Glibc

/// A folder that is held by its descriptor, and what lies beneath it. Even if others exchange names there meanwhile, no
/// path leads out of it and no symbolic link is followed (openat2(2), RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS).
///
/// uaectl makes, renames and removes files and sets modes only through this type, never by a path that somebody else
/// could exchange. Relative paths may have several components; names have one. All methods throw ``Base/Failure``.
public final class OpenFolder: Sendable {
    let descriptor: Int32
    /// The path by which it was opened, for messages.
    public let path: String
    let watch: FolderWatch?

    init(_ descriptor: Int32, _ path: String, _ watch: FolderWatch?) {
        self.descriptor = descriptor
        self.path = path
        self.watch = watch
    }

    deinit { close(descriptor) }

    /// Opens a folder by the path that a person gave. Symbolic links are followed, also in the last component.
    ///
    /// A folder that may be entered but not listed is opened as well; it cannot be synced.
    public convenience init(at path: String, watch: FolderWatch? = nil) throws {
        let flags = O_DIRECTORY | O_CLOEXEC
        var descriptor = open(path, O_RDONLY | flags)
        if descriptor < 0, errno == EACCES { descriptor = open(path, uaed_path_only | flags) }
        try FolderFailure.check(descriptor < 0 ? errno : 0, "open the folder", path)
        self.init(descriptor, path, watch)
    }

    func at(_ name: String) -> String {
        name == "." ? path : (path.utf8.last == UInt8(ascii: "/") ? path : path + "/") + name
    }

    func before(_ kind: FolderOperation.Kind, _ name: String = ".") throws {
        try watch?(FolderOperation(kind, at(name)))
    }

    // MARK: Looks

    /// Opens a folder beneath this one.
    public func folder(_ relative: String) throws -> OpenFolder {
        try before(.open, relative)
        let inner = uaed_open_beneath(descriptor, relative, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        try FolderFailure.check(inner < 0 ? -inner : 0, "open the folder", at(relative))
        return OpenFolder(inner, at(relative), watch)
    }

    /// Opens a regular file beneath this folder for reading. Anything else is refused, and opening never blocks.
    public func file(_ relative: String) throws -> OpenFile {
        try before(.open, relative)
        let inner = uaed_open_beneath(descriptor, relative, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)
        try FolderFailure.check(inner < 0 ? -inner : 0, "read", at(relative))
        let file = OpenFile(inner, at(relative))
        guard try file.status().kind == .file else {
            throw Failure.refused(
                "refused", "'\(at(relative))' is not a file any more", hint: "let nobody change it, and try again")
        }
        return file
    }

    /// The status of the folder itself.
    public func status() throws -> EntryStatus { try EntryStatus.of(descriptor, path) }

    /// The status of an entry; nil if there is none, or the path leads through a symbolic link.
    public func status(of relative: String) throws -> EntryStatus? {
        try before(.look, relative)
        var (information, born) = (stat(), Int64.min)
        let error = uaed_look_beneath(descriptor, relative, &information, &born)
        if [ENOENT, ENOTDIR, ELOOP, EXDEV].contains(error) { return nil }
        try FolderFailure.check(error, "look at", at(relative))
        return EntryStatus(information)
    }

    /// The identity of the folder itself.
    public func identity() throws -> ObjectIdentity { try Self.identity(descriptor, path) }

    /// The identity of an entry; nil if there is none, or the path leads through a symbolic link.
    public func identity(of relative: String) throws -> ObjectIdentity? {
        try before(.look, relative)
        let inner = uaed_open_beneath(descriptor, relative, uaed_path_only | O_NOFOLLOW)
        if [-ENOENT, -ENOTDIR, -ELOOP, -EXDEV].contains(inner) { return nil }
        try FolderFailure.check(inner < 0 ? -inner : 0, "look at", at(relative))
        defer { close(inner) }
        return try Self.identity(inner, at(relative))
    }

    private static func identity(_ descriptor: Int32, _ path: String) throws -> ObjectIdentity {
        do {
            return try ObjectIdentity.of(descriptor).get()
        } catch {
            throw FolderFailure.of(error.number, "look at", path)
        }
    }

    /// The folder's present path according to the kernel; nil if /proc is not available.
    public func place() -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(validating: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The user as whom this thread makes files (setfsuid(2)).
    public static var caller: UInt32 { uaed_file_user() }
}
