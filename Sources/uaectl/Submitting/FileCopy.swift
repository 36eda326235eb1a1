import ControlAPI
import Glibc

/// Files and folders as a daemon in the inbox's group can read them, whatever the umask is.
enum FileCopy {
    private static let block = 1 << 20
    static let fileMode: mode_t = 0o664
    static let folderMode: mode_t = 0o775

    /// Copies `tree` to `target`, which must not exist.
    static func copy(_ tree: SourceTree, to target: String) throws {
        for entry in tree.entries {
            let end = entry.path.isEmpty ? "" : "/" + entry.path
            try entry.isFolder ? makeFolder(target + end) : copyFile(tree.root + end, to: target + end)
        }
    }

    /// Mode 0775; a set-group-id bit that the parent hands down stays.
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, folderMode) == 0 else { throw ErrorReport.system("cannot make the folder '\(path)'") }
        try open(path, isFolder: true)
    }

    /// Gives what is there already the modes that a copy would have.
    static func open(_ path: String, isFolder: Bool) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw ErrorReport.system("cannot look at '\(path)'") }
        let mode = isFolder ? status.st_mode & S_ISGID | folderMode : fileMode
        guard status.st_mode & 0o7777 != mode else { return }
        guard chmod(path, mode) == 0 else { throw ErrorReport.system("cannot change the mode of '\(path)'") }
    }

    static func copyFile(_ source: String, to target: String) throws {
        // A FIFO that has taken the file's place must not hold us up.
        let input = Glibc.open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard input >= 0 else { throw ErrorReport.system("cannot read '\(source)'") }
        defer { close(input) }
        var status = stat()
        guard fstat(input, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw ErrorReport("refused", "'\(source)' is not a file any more")
        }
        let output = Glibc.open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, fileMode)
        guard output >= 0 else { throw ErrorReport.system("cannot make '\(target)'") }
        do {
            guard fchmod(output, fileMode) == 0 else {
                throw ErrorReport.system("cannot change the mode of '\(target)'")
            }
            try pump(input, source, output, target)
        } catch {
            close(output)
            throw error
        }
        guard close(output) == 0 else { throw ErrorReport.system("cannot write '\(target)'") }
    }

    private static func pump(_ input: Int32, _ source: String, _ output: Int32, _ target: String) throws {
        var buffer = [UInt8](repeating: 0, count: block)
        while true {
            try Interrupt.check()
            let count = read(input, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ErrorReport.system("cannot read '\(source)'") }
            if count == 0 { return }
            try write(buffer[..<count], output, target)
        }
    }

    private static func write(_ bytes: ArraySlice<UInt8>, _ output: Int32, _ target: String) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ErrorReport.system("cannot write '\(target)'") }
            rest = rest.dropFirst(count)
        }
    }
}
