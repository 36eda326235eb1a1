// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability

/// Path, size, times and inode of everything at and below some paths: if two signatures are equal, nothing has changed.
public struct TreeSignature: Sendable, Equatable {
    /// SHA-256 over all entries, in lower-case hex.
    public private(set) var digest: String
    /// Number of regular files.
    public private(set) var files = 0
    /// Sum of their sizes.
    public private(set) var bytes = 0
    /// The first file or folder that uaed may not read.
    public private(set) var unreadable: String?
    /// Whether the file by which a person declares the bundle complete lies directly in it.
    public private(set) var isDeclared = false
    /// Whether there are more entries than are read.
    private(set) var isCut = false
    /// What the files are by their names.
    private(set) var contents = FolderContents()

    /// Entries beyond this number are not read, because the bundle is refused for its size later.
    static let mostEntries = 2_000_000
    /// The file by which a person declares a folder complete.
    public static let declaration = "dataset.ready"

    /// Reads the tree.
    ///
    /// - Parameters:
    ///   - paths: files or folders.
    ///   - tree: reads them.
    /// - Throws: the disk's `Failure` if a status cannot be read.
    public init(_ paths: [String], in tree: any DiskReading) throws {
        digest = ""
        var hasher = SHA256Hasher()
        var entries = 0
        var walk = TreeWalk(paths)
        while entries < Self.mostEntries, let (path, depth) = walk.next() {
            guard let status = try tree.status(path) else { continue }
            entries += 1
            let line = "\(path)\0\(status.bytes)\0\(status.modified)\0\(status.changed)\0\(status.inode)\n"
            hasher.update(Array(line.utf8)[...])
            if unreadable == nil, status.kind == .file || status.kind == .folder, !tree.isReadable(path) {
                unreadable = path
            }
            if status.kind == .file {
                files += 1
                bytes = bytes.saturatingAdd(status.bytes)
                isDeclared = isDeclared || depth == 1 && path.hasSuffix("/" + Self.declaration)
                contents.add(Self.relative(path, depth))
            } else if status.kind == .folder, tree.isReadable(path) {
                // A folder that vanishes meanwhile is a change, which the next look finds.
                walk.enter(path, (try? tree.names(in: path)) ?? [])
            }
        }
        isCut = entries == Self.mostEntries
        digest = hasher.finished
    }

    /// The last `depth` components of a path.
    private static func relative(_ path: String, _ depth: Int) -> Substring {
        var start = path.utf8.endIndex
        for _ in 0..<depth {
            guard let slash = path.utf8[..<start].lastIndex(of: UInt8(ascii: "/")) else { return path[...] }
            start = slash
        }
        return start == path.utf8.endIndex ? path[...] : path[path.utf8.index(after: start)...]
    }
}
