// SPDX-License-Identifier: Apache-2.0
import Base

extension Disk {
    /// Writes a file so that a crash leaves the old file or the new one, whole: a temporary file is written, its data
    /// synced, the file renamed, and its name synced.
    ///
    /// - Parameter syncsName: if false, a crash may bring back the old file, but never leaves half a file.
    public func writeDurably(
        _ bytes: some Collection<UInt8>, to path: String, syncsName: Bool = true
    ) throws {
        try write(bytes, to: path, syncsData: true, syncsName: syncsName)
    }

    /// Writes a file so that readers see the old file or the new one, whole. A crash may leave neither.
    public func writeWhole(_ bytes: some Collection<UInt8>, to path: String) throws {
        try write(bytes, to: path, syncsData: false, syncsName: false)
    }

    private func write(
        _ bytes: some Collection<UInt8>, to path: String, syncsData: Bool, syncsName: Bool
    ) throws {
        let (folder, name) = Self.parted(path)
        let temporary = try freeTemporary(name, in: folder)
        let file = try createFile(temporary)
        do {
            try file.append(Array(bytes)[...])
            if syncsData { try file.sync() }
            try file.close()
            try replace(path, with: temporary)
        } catch {
            try? removeFile(temporary)
            throw error
        }
        if syncsName { try syncFolder(folder) }
    }

    /// The path of a temporary file, `.NAME.tmp`, with a digest in place of a NAME beyond 200 bytes, so that it is no
    /// longer than a name may be. A file that a crash left there is removed; if somebody has put a folder there,
    /// another name is tried.
    ///
    /// - Throws: environment `exists` after eight names.
    private func freeTemporary(_ name: String, in folder: String) throws -> String {
        let stem =
            name.utf8.count > 200 ? "uaed-" + SHA256Hasher.digest(of: Array(name.utf8)).prefix(16) : Substring(name)
        for attempt in 0..<8 {
            let path = "\(folder)/.\(stem)\(attempt == 0 ? "" : "-\(attempt)").tmp"
            let kind = try status(path)?.kind
            if kind == .folder { continue }
            if kind != nil { try removeFile(path) }
            return path
        }
        throw Failure(
            .environment, code: "exists", "folders stand where a temporary file belongs",
            hint: "rmdir '\(folder)/.\(stem).tmp'", file: folder)
    }

    /// Makes a folder with mode 0775 less the umask.
    public func makeFolder(_ path: String) throws { try makeFolder(path, mode: 0o775) }

    /// Makes a folder and its missing parents, and makes their names durable.
    ///
    /// - Parameter mode: of each new folder, less the umask.
    public func makeFolders(_ path: String, mode: UInt32 = 0o775) throws {
        if try status(path)?.kind == .folder { return }
        let (parent, _) = Self.parted(path)
        if !parent.isEmpty { try makeFolders(parent, mode: mode) }
        do {
            try makeFolder(path, mode: mode)
        } catch let failure as Failure where failure.code == "exists" {
            guard try status(path)?.kind == .folder else { throw failure }
        }
        try syncFolder(parent.isEmpty ? "/" : parent)
    }

    /// Removes a tree by single changes: for test disks, which nobody else changes meanwhile.
    public func removeTree(_ path: String) throws {
        guard let status = try status(path) else { return }
        guard status.kind == .folder else { return try removeFile(path) }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        try removeFolder(path)
    }

    /// Splits `/a/b/c` into (`/a/b`, `c`).
    static func parted(_ path: String) -> (folder: String, name: String) {
        // By bytes, because an accent at the beginning of a name is one character with the slash.
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
        return (String(path[..<slash]), String(path[slash...].utf8.drop { $0 == UInt8(ascii: "/") }) ?? "")
    }
}
