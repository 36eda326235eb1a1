// SPDX-License-Identifier: Apache-2.0
import CLinux
import Failures
import Glibc

/// A folder whose files are opened with no link followed: a path cannot lead out of it (openat2(2)).
struct SealedFolder: Sendable {
    private let root: Descriptor

    init(_ path: String) throws {
        // Names are looked up in it, nothing is listed: in its cage a worker may not.
        let number = uaed_open_place(path, O_DIRECTORY)
        guard number >= 0 else { throw Failure.system(-number, "the folder cannot be opened", file: path) }
        root = Descriptor(number)
    }

    /// Opens the regular file at `components`; the error number where that fails (ELOOP or ENOTDIR at a link).
    ///
    /// - Precondition: no component is empty, `..` or holds `/`: see ``components(_:)``.
    func open(_ components: [String]) throws(SystemError) -> Descriptor {
        let path = components.joined(separator: "/")
        let number = uaed_open_beneath(root.number, path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        guard number >= 0 else { throw SystemError(number: -number) }
        return Descriptor(number)
    }

    /// The parts of a relative path without its `.`; nil where it is absolute, empty, or has `..` or NUL in it.
    static func components(_ path: String) -> [String]? {
        guard !path.hasPrefix("/"), path.utf8.count < 4096, !path.utf8.contains(0) else { return nil }
        let parts = path.split(separator: "/").map(String.init).filter { $0 != "." }
        return parts.isEmpty || parts.contains("..") ? nil : parts
    }

    /// The checkpoint itself.
    func checkpoint(_ path: String) throws -> OpenFile {
        guard let parts = Self.components(path) else {
            throw Failure.refused("not-a-file", "\"\(path)\" is not the relative path of a checkpoint")
        }
        do {
            return try OpenFile(path: path, descriptor: open(parts))
        } catch let error as SystemError {
            throw Failure.system(error.number, "the checkpoint cannot be opened", file: path)
        }
    }
}

/// What a system call said.
struct SystemError: Error {
    let number: Int32
}

extension Failure {
    /// A file operation that failed: the input's fault where the path is, the machine's otherwise.
    static func system(_ number: Int32, _ message: String, file: String?) -> Failure {
        let cause = String(cString: strerror(number))
        switch number {
        case ENOENT:
            return Failure(
                .refused, code: "no-checkpoint", message, hint: "is its name right?", file: file, cause: cause)
        case ELOOP, ENOTDIR, EISDIR, ENXIO:
            return Failure(
                .refused, code: "not-a-file", "\(message): only regular files are read, no links, devices or pipes",
                hint: "replace it by what it points to (cp -L)", file: file, cause: cause)
        case EACCES, EPERM:
            return Failure(
                .refused, code: "unreadable", message, hint: "give uaed the right to read it: chmod a+r", file: file,
                cause: cause)
        case ENAMETOOLONG, EINVAL: return Failure(.refused, code: "not-a-file", message, file: file, cause: cause)
        default: return Failure(.environment, code: "io", message, file: file, cause: cause)
        }
    }
}
