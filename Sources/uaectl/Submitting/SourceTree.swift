import ControlAPI
import Glibc

/// The files and folders below a path; nothing else may be there.
struct SourceTree {
    struct Entry: Equatable {
        /// Below the root; empty for the root itself.
        var path: String
        var isFolder: Bool
    }

    let root: String
    /// Every folder before what is in it, in the order of their bytes.
    let entries: [Entry]

    /// - Throws: `refused` for a symbolic link, device, FIFO or socket, and for a name that is not UTF-8.
    init(_ root: String) throws(ErrorReport) {
        self.root = root
        var entries: [Entry] = []
        try Self.collect(root, "", &entries)
        self.entries = entries
    }

    var isFolder: Bool { entries[0].isFolder }

    private static func collect(_ root: String, _ path: String, _ entries: inout [Entry]) throws(ErrorReport) {
        let whole = path.isEmpty ? root : root + "/" + path
        let isFolder = try isFolder(whole)
        entries.append(Entry(path: path, isFolder: isFolder))
        guard isFolder else { return }
        for name in try names(whole) { try collect(root, path.isEmpty ? name : path + "/" + name, &entries) }
    }

    private static func isFolder(_ path: String) throws(ErrorReport) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw .system("cannot look at '\(path)'") }
        let kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR, S_IFREG: ""
            case S_IFLNK: "a symbolic link"
            case S_IFIFO: "a FIFO"
            case S_IFSOCK: "a socket"
            default: "a device"
            }
        guard kind.isEmpty else {
            throw ErrorReport(
                "refused", "'\(path)' is \(kind): a bundle holds files and folders only",
                hint: "cp -rL makes a copy with the files that links lead to")
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(_ folder: String) throws(ErrorReport) -> [String] {
        guard let stream = opendir(folder) else { throw .system("cannot read '\(folder)'") }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            guard let name = name(entry) else {
                throw ErrorReport("refused", "a name in '\(folder)' is not UTF-8", hint: "rename it: ls -b '\(folder)'")
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        guard errno == 0 else { throw .system("cannot read '\(folder)'") }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func name(_ entry: UnsafeMutablePointer<dirent>) -> String? {
        withUnsafePointer(to: &entry.pointee.d_name) { name in
            name.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
        }
    }
}
