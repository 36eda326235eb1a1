import Failures
import Glibc

/// A bundle's folder, read without ever following a symbolic link below it.
public struct BundleFolder: Sendable {
    let path: String

    public init(path: String) { self.path = path }

    /// Regular files below the folder, as relative paths in byte-wise order; hidden and half-copied ones left out.
    func files(limits: DatasetLimits) throws -> [String] {
        var found: [String] = []
        var folders = [""]
        var seen = 0
        while let folder = folders.popLast() {
            let descriptor = try open(folder, flags: O_RDONLY | O_DIRECTORY)
            for name in try entries(of: descriptor, folder: folder) where !DataFile.isPassedOver(name) {
                seen += 1
                let path = folder.isEmpty ? name : folder + "/" + name
                guard seen <= limits.files else {
                    throw Failure.refused(
                        "too-many-files", "the bundle holds more than \(limits.files) files",
                        hint: "split it, or bring the images as an IDX file", file: path)
                }
                switch try type(of: name, in: descriptor, path: path) {
                case S_IFDIR:
                    guard path.utf8.count(where: { $0 == UInt8(ascii: "/") }) < limits.depth else {
                        throw Failure.refused(
                            "too-deep", "folders are nested more than \(limits.depth) deep",
                            hint: "move the files up", file: path)
                    }
                    folders.append(path)
                case S_IFREG: found.append(path)
                default:
                    throw Failure.refused(
                        "not-a-file", "only folders and regular files are read, no links, devices or pipes",
                        hint: "replace it by what it points to (cp -rL)", file: path)
                }
            }
        }
        return found.sorted(by: precedes)
    }

    /// Opens a regular file, refusing links in every component of its path.
    public func open(file path: String) throws -> OpenFile {
        try OpenFile(path: path, descriptor: open(path, flags: O_RDONLY | O_NONBLOCK))
    }

    private func open(_ relative: String, flags: Int32) throws -> Descriptor {
        var current = Descriptor(Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard current.number >= 0 else { throw Failure.system(errno, "cannot be opened", file: path) }
        let components = relative.split(separator: "/")
        for (index, component) in components.enumerated() {
            let wanted = index == components.count - 1 ? flags : O_RDONLY | O_DIRECTORY
            let next = openat(current.number, String(component), wanted | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw Failure.system(errno, "cannot be opened", file: relative) }
            current = Descriptor(next)
        }
        return current
    }

    private func type(of name: String, in folder: Descriptor, path: String) throws -> mode_t {
        var status = stat()
        guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw Failure.system(errno, "cannot be looked at", file: path)
        }
        return status.st_mode & S_IFMT
    }

    private func entries(of descriptor: Descriptor, folder: String) throws -> [String] {
        guard let stream = fdopendir(dup(descriptor.number)) else {
            throw Failure.system(errno, "cannot be listed", file: folder)
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                throw Failure.refused(
                    "file-name", "a file's name is not UTF-8: \(String(decoding: bytes, as: UTF8.self))",
                    hint: "rename it, for example with convmv", file: folder)
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw Failure.system(errno, "cannot be listed", file: folder) }
        return names
    }
}

/// Byte-wise order of paths: the order of samples.
func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
}

/// A file descriptor, closed with its last owner.
final class Descriptor: Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        if number >= 0 { close(number) }
    }
}

extension Failure {
    static func system(_ error: Int32, _ what: String, file: String) -> Failure {
        let cause = String(cString: strerror(error))
        switch error {
        case EACCES, EPERM:
            return Failure(
                .refused, code: "unreadable", what, hint: "chmod -R a+rX on the bundle, or uaectl submit", file: file,
                cause: cause)
        case ELOOP:
            return Failure(
                .refused, code: "not-a-file", "symbolic links are not followed",
                hint: "replace it by what it points to (cp -rL)", file: file)
        case ENOENT, ENOTDIR:
            return Failure(.incomplete, code: "vanished", what, file: file, cause: cause)
        default:
            return Failure(.environment, code: "input-output", what, file: file, cause: cause)
        }
    }
}
