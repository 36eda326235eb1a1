import Failures

extension Disk {
    /// Names in a folder, in byte-wise order; those that are not UTF-8 left out.
    public func names(in folder: String) throws -> [String] { try listing(of: folder).names }

    /// The whole file; nil where there is none.
    ///
    /// - Throws: refused `too-large` beyond `limit` bytes, because state files are small.
    public func contents(of path: String, limit: Int = 64 << 20) throws -> [UInt8]? {
        guard let bytes = try read(path, from: 0, atMost: limit + 1) else { return nil }
        guard bytes.count <= limit else {
            throw Failure.refused("too-large", "is larger than \(limit) bytes", file: path)
        }
        return bytes
    }

    /// Writes a file so that after a crash there is the old one or the new one, whole: a temporary file, its data synced,
    /// renamed, the name synced.
    public func writeDurably(_ bytes: some Collection<UInt8>, to path: String) throws {
        let (folder, name) = Self.parted(path)
        // As long as the longest name may be, and no longer.
        let temporary = "\(folder)/.\(name.utf8.count > 200 ? "uaed" : name).tmp"
        if try status(temporary) != nil { try removeFile(temporary) }
        let file = try createFile(temporary)
        do {
            try file.append(Array(bytes)[...])
            try file.sync()
            try file.close()
            try replace(path, with: temporary)
        } catch {
            try? removeFile(temporary)
            throw error
        }
        try syncFolder(folder)
    }

    /// Makes a folder and those above it that are missing, their names durable.
    public func makeFolders(_ path: String) throws {
        if try status(path)?.kind == .folder { return }
        let (parent, _) = Self.parted(path)
        if !parent.isEmpty { try makeFolders(parent) }
        do {
            try makeFolder(path)
        } catch let failure as Failure where failure.code == "exists" {
            guard try status(path)?.kind == .folder else { throw failure }
        }
        try syncFolder(parent.isEmpty ? "/" : parent)
    }

    /// Removes a file, or a folder with everything in it; nothing where there is nothing.
    public func removeTree(_ path: String) throws {
        guard let status = try status(path) else { return }
        guard status.kind == .folder else { return try removeFile(path) }
        let listing = try listing(of: path)
        for name in listing.names { try removeTree("\(path)/\(name)") }
        if !listing.foreign.isEmpty { try removeForeign(in: path) }
        try removeFolder(path)
    }

    /// `/a/b/c` → (`/a/b`, `c`).
    static func parted(_ path: String) -> (folder: String, name: String) {
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        return (String(path[..<slash]), String(path[slash...].drop { $0 == "/" }))
    }
}
