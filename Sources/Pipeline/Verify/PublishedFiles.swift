// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Datasets
import Durability
import JobRecords
import Jobs

/// The files of a published folder beside those that `manifest-sha256.txt` lists. Both are keyed by the bytes of their
/// paths, because names that are equal only in Unicode are different files.
struct PublishedFiles {
    /// Files that are written after the list.
    private static let unlisted = Set([DigestList.name, RunReport.name].map { Array($0.utf8) })

    let folder: String
    private var found: [[UInt8]: InputDigest] = [:]
    private let listed: [[UInt8]: String]
    /// Why the list cannot be compared with the files; nil if it can.
    private let listFault: String?

    init(_ folder: String) throws {
        self.folder = folder
        let bytes = try LocalDisk().contents(of: folder + "/" + DigestList.name, limit: 1 << 30)
        let digests = bytes.flatMap(DigestList.parse)
        listFault =
            bytes == nil
            ? "\(DigestList.name) is missing"
            : digests == nil ? "\(DigestList.name) has a line that is no digest and path" : nil
        listed = digests ?? [:]
        let files = try InputFolder(folder)
        for path in try Self.paths(folder) { found[Array(path.utf8)] = try Digests.file(files.file(path)) }
    }

    var count: Int { found.count }

    func holds(_ path: String) -> Bool { found[Array(path.utf8)] != nil }

    private static func paths(_ folder: String) throws -> [String] {
        let disk = LocalDisk()
        guard try disk.status(folder)?.kind == .folder else {
            throw Failure.refused("no-folder", "there is no such folder", file: folder)
        }
        return try disk.names(in: folder).flatMap { name in
            try disk.status("\(folder)/\(name)")?.kind == .folder
                ? paths("\(folder)/\(name)").map { "\(name)/\($0)" } : [name]
        }
    }

    /// Files that are missing, changed, or not listed.
    var faults: [String] {
        if let listFault { return [listFault] }
        let missing = listed.keys.filter { found[$0] == nil }
        let other = listed.filter { found[$0.key].map(\.sha256) ?? $0.value != $0.value }.keys
        let more = found.keys.filter { listed[$0] == nil && !Self.unlisted.contains($0) }
        return Self.sentences(missing, "is missing") + Self.sentences(other, "is not what was written")
            + Self.sentences(more, "is in no list")
    }

    private static func sentences(_ paths: some Collection<[UInt8]>, _ what: String) -> [String] {
        paths.sorted { $0.lexicographicallyPrecedes($1) }.map { "\(String(decoding: $0, as: UTF8.self)) \(what)" }
    }

    /// How the manifest's `made` differs from the files in the folder.
    func faults(of made: Manifest.Made) -> [String] {
        let counted = found.filter { !Self.unlisted.contains($0.key) }.values.filter { $0.path != ResultFiles.manifest }
        let augmented = counted.filter { $0.path.hasPrefix("augmented/") }
        var faults: [String] = []
        if counted.count != made.files { faults.append("\(counted.count) files, not \(made.files)") }
        let bytes = counted.map(\.bytes).reduce(0, +)
        if bytes != made.bytes { faults.append("\(bytes) bytes, not \(made.bytes)") }
        for (path, digest) in made.digests.sorted(by: { $0.key < $1.key })
        where found[Array(path.utf8)]?.sha256 != digest {
            faults.append("\(path) has another digest")
        }
        let together = augmented.isEmpty ? nil : Digests.together(augmented)
        if together != made.augmentedDigest { faults.append("the files of augmented/ have another digest together") }
        return faults
    }
}
