// SPDX-License-Identifier: Apache-2.0
import Durability

/// Name, size, times and inode of everything below a path: equal signatures, nothing has changed.
public struct TreeSignature: Sendable, Equatable {
    /// SHA-256 over all entries.
    public private(set) var digest: String
    public private(set) var files = 0
    public private(set) var bytes = 0
    /// The first entry that may not be read.
    public private(set) var unreadable: String?
    /// The person's declaration that the bundle is complete lies in it.
    public private(set) var isDeclared = false

    /// Entries beyond this many are not looked at: the bundle is refused for its size later.
    static let mostEntries = 2_000_000
    /// The file by which a person declares a folder complete.
    public static let declaration = "dataset.ready"

    /// - Parameters:
    ///   - paths: files or folders.
    ///   - tree: what they are looked at through.
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
            } else if status.kind == .folder, tree.isReadable(path) {
                // A folder that goes away while it is looked at is a change; the next look sees the rest.
                walk.enter(path, (try? tree.names(in: path)) ?? [])
            }
        }
        digest = hasher.finished
    }
}
