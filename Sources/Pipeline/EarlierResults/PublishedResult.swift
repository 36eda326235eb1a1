// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Datasets
import Durability
import JobRecords
import Jobs

/// A published result, each file of which is checked against the digest in the result's own list. Everything in it is
/// untrusted, because people may write in their outbox.
struct PublishedResult: Sendable {
    private static let block = 1 << 20
    private static let longestList = 256 << 20

    private let location: EarlierLocation
    /// The kind of the failure if the result is not whole.
    private let kind: Failure.Kind
    /// Keyed by the bytes of the path.
    private let digests: [[UInt8]: String]
    /// The paths of everything that was made (images, IDX files with labels, tables), in byte order.
    let augmented: [String]

    /// - Parameter kind: the kind of the failure if a file is not what the list states.
    /// - Throws: `Failure` if the list cannot be read, or names a path that leaves the folder.
    init(_ location: EarlierLocation, failing kind: Failure.Kind) throws {
        self.location = location
        self.kind = kind
        let list = try Self.file(DigestList.name, in: location, failing: kind)
        guard list.size <= Self.longestList, let digests = DigestList.parse(try list.bytes(0..<list.size)) else {
            throw Failure(kind, code: "earlier-damaged", "is no list of digests", file: list.path)
        }
        self.digests = digests
        let paths = digests.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
        if let escaping = paths.first(where: { !Self.staysInside($0) }) {
            throw Failure.refused("earlier-damaged", "names the file '\(escaping)'", file: list.path)
        }
        augmented = paths.filter { $0.hasPrefix("augmented") }
    }

    private static func staysInside(_ path: String) -> Bool {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String($0) }
        return !path.utf8.contains(0) && !parts.contains { ["", ".", ".."].contains($0) }
    }

    func digest(_ path: String) -> String? { digests[Array(path.utf8)] }

    /// Opens a file of the result; a link in any component of its path is refused.
    func file(_ path: String) throws -> InputFile { try Self.file(path, in: location, failing: kind) }

    private static func file(
        _ path: String, in location: EarlierLocation, failing kind: Failure.Kind
    ) throws -> InputFile {
        do {
            return try BundleFolder(path: location.folder).open(file: "\(location.name)/\(path)")
        } catch let failure as Failure where failure.kind == .incomplete {
            throw Failure(
                kind, code: "earlier-damaged", "is part of the result and not there any more",
                file: "\(location.name)/\(path)", cause: failure.cause)
        }
    }

    /// Appends the bytes of a file. Their digest is checked at the end, so after a failure the
    /// appended bytes must be discarded.
    ///
    /// - Returns: the number of bytes.
    /// - Throws: `Failure` if the file is missing or its digest differs; what `append` throws.
    @discardableResult
    func copy(_ path: String, _ append: (ArraySlice<UInt8>) throws -> Void = { _ in }) throws -> Int {
        let file = try file(path)
        var hash = SHA256Hasher()
        for start in stride(from: 0, to: file.size, by: Self.block) {
            let bytes = try file.bytes(start..<min(start + Self.block, file.size))
            hash.update(bytes[...])
            try append(bytes[...])
        }
        try check(hash.finished, of: path)
        return file.size
    }

    private func check(_ found: String, of path: String) throws {
        let listed = digest(path)
        guard found != listed else { return }
        throw Failure(
            kind, code: "earlier-damaged",
            "is not what was published: SHA-256 \(found), and \(DigestList.name) says \(listed ?? "nothing of it")",
            hint: "put the published file back, or name another result", file: "\(location.name)/\(path)")
    }

    /// The whole file, whose digest is checked.
    ///
    /// - Throws: `Failure` if it is larger than `limit` bytes, missing or changed.
    func contents(_ path: String, limit: Int) throws -> [UInt8] {
        var contents: [UInt8] = []
        guard try file(path).size <= limit else {
            throw Failure.refused(
                "too-large", "is larger than \(limit) bytes", file: "\(location.name)/\(path)")
        }
        try copy(path) { contents += $0 }
        return contents
    }

    /// Checks every file of the list.
    ///
    /// - Returns: the size of the files that are published again, in bytes.
    /// - Throws: `Failure` if a file is missing or its digest differs.
    func verify() throws -> Int {
        var bytes = 0
        for path in digests.keys.map({ String(decoding: $0, as: UTF8.self) }) {
            let size = try copy(path)
            if path.hasPrefix("augmented") || path == SamplesTable.name { bytes += size }
        }
        return bytes
    }
}
