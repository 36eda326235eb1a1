// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Glibc

/// A bundle's folder. No symbolic link below it is ever followed.
public struct BundleFolder: Sendable {
    let path: String

    /// - Parameter path: the folder; it need not exist.
    public init(path: String) { self.path = path }

    /// Whether the path is a folder that this process may list and enter.
    public var isReadable: Bool {
        guard let root = try? open("", flags: O_RDONLY | O_DIRECTORY) else { return false }
        return faccessat(root.number, ".", R_OK | X_OK, 0) == 0
    }

    /// The regular files below the folder, as relative paths in byte-wise order. Hidden and
    /// half-copied files are left out.
    ///
    /// - Throws: `Failure` (refused) for a symbolic link, device or pipe, a hard link to another user's file, a name
    ///   that is not UTF-8, holds control characters or would join the '/' beside it, two names that are equal only in
    ///   Unicode, too many files, or too deep folders.
    public func files(limits: DatasetLimits = DatasetLimits()) throws -> [String] {
        var found: [String] = []
        var folders = [""]
        var seen = 0
        var links = HardLinks(owner: try owner())
        while let folder = folders.popLast() {
            let descriptor = try open(folder, flags: O_RDONLY | O_DIRECTORY)
            for name in try entries(of: descriptor, folder: folder) where !IgnoredName.isSkipped(name) {
                seen += 1
                let path = folder.isEmpty ? name : folder + "/" + name
                guard seen <= limits.files else {
                    throw Failure.refused(
                        "too-many-files", "the bundle holds more than \(limits.files) files",
                        hint: "split it, or bring the images as an IDX file", file: path)
                }
                let status = try status(of: name, in: descriptor, path: path)
                switch status.st_mode & S_IFMT {
                case S_IFDIR:
                    guard path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < limits.depth else {
                        throw Failure.refused(
                            "too-deep", "folders are nested more than \(limits.depth) deep",
                            hint: "move the files up", file: path)
                    }
                    folders.append(path)
                case S_IFREG:
                    found.append(path)
                    links.add(path, status)
                default:
                    throw Failure.refused(
                        "not-a-file", "only folders and regular files are read, no links, devices or pipes",
                        hint: "replace it by what it points to (cp -rL)", file: path)
                }
            }
        }
        try links.check()
        found.sort(by: precedes)
        try Self.refuseAlike(found)
        return found
    }

    /// Refuses paths that differ in their bytes and are equal in Unicode (é as one letter, or as e and an accent): a
    /// dictionary keyed by path would keep only one of the two.
    private static func refuseAlike(_ paths: [String]) throws {
        guard !paths.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) else { return }
        var known: Set<String> = []
        for path in paths where !known.insert(path).inserted {
            throw Failure.refused(
                "names-alike", "another file's name reads the same, and is made of other bytes",
                hint: "rename one of the two, or take it away: LC_ALL=C ls -b shows their bytes", file: path)
        }
    }

    private func owner() throws -> uid_t {
        let root = try open("", flags: O_RDONLY | O_DIRECTORY)
        var status = stat()
        guard fstat(root.number, &status) == 0 else { throw Failure.input(errno, "cannot be looked at", file: path) }
        return status.st_uid
    }

    /// Opens a regular file; a link in any component of its path is refused.
    ///
    /// - Throws: `Failure`: refused for a link or a file of another kind, incomplete if the file is missing.
    public func open(file path: String) throws -> InputFile { try InputFolder(self.path).file(path) }

    private func open(_ relative: String, flags: Int32) throws -> Descriptor {
        guard !relative.isEmpty else { return try InputFolder(path, lists: true).descriptor }
        do {
            return try InputFolder(path).open(relative, flags)
        } catch let error as SystemError {
            throw Failure.input(error.number, "cannot be opened", file: relative)
        }
    }

    private func status(of name: String, in folder: Descriptor, path: String) throws -> stat {
        var status = stat()
        guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw Failure.input(errno, "cannot be looked at", file: path)
        }
        return status
    }

    private func entries(of descriptor: Descriptor, folder: String) throws -> [String] {
        guard let stream = fdopendir(dup(descriptor.number)) else {
            throw Failure.input(errno, "cannot be listed", file: folder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self), !name.hasControlCharacters else {
                throw Failure.refused(
                    "file-name",
                    "a file's name is not UTF-8 or holds control characters: \(String(escapingName: bytes))",
                    hint: "rename it, for example with convmv", file: folder.isEmpty ? nil : folder)
            }
            if let sign = name.joiningSign {
                throw Failure.refused(
                    "file-name", "a file's name, \(name), begins or ends with \(sign), which joins the '/' beside it",
                    hint: "rename it", file: folder.isEmpty ? nil : folder)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw Failure.input(errno, "cannot be listed", file: folder) }
        return names
    }
}

/// Byte-wise order of paths, which is the order of samples.
func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
}
