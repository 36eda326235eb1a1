// SPDX-License-Identifier: Apache-2.0
import Base

extension Disk {
    /// Writes a file so that after a crash there is the old one or the new one, whole: a temporary file, its data synced,
    /// renamed, the name synced.
    ///
    /// - Parameter syncsName: with false the old one may be there after a crash, but never half of one.
    public func writeDurably(
        _ bytes: some Collection<UInt8>, to path: String, syncsName: Bool = true
    ) throws {
        try write(bytes, to: path, syncsData: true, syncsName: syncsName)
    }

    /// Readers see the old file or the new one, whole; after a crash perhaps neither.
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

    /// `.NAME.tmp`, and no longer than a name may be. A file that a crash left there goes; where someone has put a folder,
    /// another name is taken.
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

    /// With mode 0775 less the umask.
    public func makeFolder(_ path: String) throws { try makeFolder(path, mode: 0o775) }

    /// Makes a folder and those above it that are missing, their names durable.
    ///
    /// - Parameter mode: less the umask.
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

    /// One change after the other, for disks of tests, which nobody else changes meanwhile.
    public func removeTree(_ path: String) throws {
        guard let status = try status(path) else { return }
        guard status.kind == .folder else { return try removeFile(path) }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        try removeFolder(path)
    }

    /// `/a/b/c` → (`/a/b`, `c`).
    static func parted(_ path: String) -> (folder: String, name: String) {
        // By bytes: an accent at a name's beginning is one character with the slash.
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
        return (String(path[..<slash]), String(path[slash...].utf8.drop { $0 == UInt8(ascii: "/") }) ?? "")
    }
}
