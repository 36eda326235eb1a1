// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// A regular file of a folder that is copied. It is opened once, so that its status and its contents are those of the
/// same file, even if its owner puts another in its place meanwhile.
struct SourceFile {
    private let path: String
    private let file: any ReadableFile
    private let before: FileStatus
    /// Bytes that are read at once.
    private static let part = 4 << 20

    /// - Parameter owner: of the folder. A file of another user with a second hard link is refused, wherever that link
    ///   is: the copy would belong to uaed, and nobody could tell any more whose file it was.
    /// - Throws: `Failure`, refused `not-a-file` or `hard-link`; environment `source-changes` if the file is gone; or
    ///   the disk's.
    init(_ path: String, in tree: any DiskReading, owner: UInt32) throws {
        guard let kind = try tree.status(path)?.kind else { throw Self.changes(path) }
        guard kind == .file else { throw Self.refusal(path) }
        guard let file = try tree.openFile(path) else { throw Self.changes(path) }
        before = try file.status()
        guard before.kind == .file else { throw Self.refusal(path) }
        guard before.links < 2 || before.owner == owner else { throw Self.foreign(path) }
        (self.path, self.file) = (path, file)
    }

    /// Appends the contents to `target`.
    ///
    /// - Throws: environment `source-changes` if the file is written meanwhile.
    func copy(to target: any NewFile) throws {
        var offset = 0
        while case let bytes = try file.read(from: offset, atMost: Self.part), !bytes.isEmpty {
            try target.append(bytes[...])
            offset += bytes.count
        }
        try checkUnchanged(offset)
    }

    /// The contents as text.
    ///
    /// - Throws: as `copy`; refused `too-large` beyond `limit` bytes.
    func text(limit: Int) throws -> String {
        let bytes = try file.contents(limit, path)
        try checkUnchanged(bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func checkUnchanged(_ read: Int) throws {
        let after = try file.status()
        guard before.modified == after.modified, before.bytes == after.bytes, after.bytes == read else {
            throw Self.changes(path)
        }
    }

    private static func foreign(_ path: String) -> Failure {
        .refused(
            "hard-link", "is another person's file with more than one name (hard links)",
            hint: "replace it by a copy: cp FILE FILE.new && mv FILE.new FILE", file: path)
    }

    private static func refusal(_ path: String) -> Failure {
        .refused(
            "not-a-file", "only folders and regular files are copied, no links, devices or pipes",
            hint: "replace it by what it points to (cp -rL)", file: path)
    }

    static func changes(_ path: String) -> Failure {
        Failure(
            .environment, code: "source-changes", "is written or taken away while it is copied",
            hint: "uaed tries it again by itself", file: path)
    }
}
