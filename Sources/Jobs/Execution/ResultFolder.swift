// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// The result before publication. Every file is streamed to disk, and its digest is computed on the way.
public final class ResultFolder {
    /// Bytes. Small appends are gathered up to this size.
    private static let buffer = 1 << 20

    private let path: String
    private let disk: any Disk
    /// Folders made so far, by their bytes: names that are equal only by Unicode are different folders.
    private var folders: Set<[UInt8]> = []
    /// The files that have been written so far.
    public private(set) var made: [WrittenFile] = []

    /// A file of the result as it was written.
    public struct WrittenFile: Sendable {
        public var path: String
        public var bytes: Int
        /// SHA-256 in lower-case hex.
        public var digest: String

        /// Memberwise initialiser.
        public init(path: String, bytes: Int, digest: String) {
            (self.path, self.bytes, self.digest) = (path, bytes, digest)
        }
    }

    init(_ path: String, disk: any Disk) throws {
        self.path = path
        self.disk = disk
        try disk.removeTree(path)
        try disk.makeFolder(path)
    }

    /// Creates `relativePath`, with the folders above it, and lets `body` append its bytes.
    ///
    /// - Throws: fault `result-path` if the path is absolute or has an empty name, `.` or `..` in it; or the disk's
    ///   failure.
    public func file(
        _ relativePath: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void
    ) throws {
        try makeFolders(above: relativePath)
        let file = try disk.createFile(path + "/" + relativePath)
        var hasher = SHA256Hasher()
        var count = 0
        var pending: [UInt8] = []
        func flush() throws {
            hasher.update(pending[...])
            count += pending.count
            try file.append(pending[...])
            pending.removeAll(keepingCapacity: true)
        }
        try body { bytes in
            pending += bytes
            if pending.count >= Self.buffer { try flush() }
        }
        try flush()
        try file.close()
        made.append(WrittenFile(path: relativePath, bytes: count, digest: hasher.finished))
    }

    func file(_ relativePath: String, bytes: [UInt8]) throws {
        try file(relativePath) { try $0(bytes[...]) }
    }

    /// Writes `manifest-sha256.txt`: one line per file in byte order of the paths, for `sha256sum -c`.
    func writeDigests() throws {
        let lines = made.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            .map { DigestList.line($0.digest, $0.path) }
        try file(DigestList.name, bytes: Array(lines.joined().utf8))
    }

    /// Reads every file again before the result can be published.
    ///
    /// - Throws: `Failure`, environment `io`, with the file that does not hold what was written.
    func verify() throws {
        for file in made {
            guard try disk.openFile("\(path)/\(file.path)")?.digest() == file.digest else {
                throw Failure(
                    .environment, code: "io", "does not hold what was written to it",
                    hint: "the disk or the memory is failing: dmesg | tail; uaed lays the result out again",
                    file: "\(path)/\(file.path)")
            }
        }
    }

    private func makeFolders(above relativePath: String) throws {
        let parts = relativePath.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard !parts.contains(""), !parts.contains("."), !parts.contains("..") else {
            throw Failure(.fault, code: "result-path", "a result cannot hold the file '\(relativePath)'")
        }
        var folder = ""
        for part in parts.dropLast() {
            folder += (folder.isEmpty ? "" : "/") + part
            if folders.insert(Array(folder.utf8)).inserted { try disk.makeFolder(path + "/" + folder) }
        }
    }
}
