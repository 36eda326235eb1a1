import Datasets
import Durability
import Failures
import Foundation
import Jobs

/// The files of a published folder as they are now, beside those that `manifest-sha256.txt` lists.
struct PublishedFiles {
    /// Written after the list.
    private static let unlisted: Set = [DigestList.name, RunReport.name]

    let folder: String
    /// Every file, by its path.
    private(set) var found: [String: InputDigest] = [:]
    private let listed: [String: String]
    /// Why the list cannot be held against them.
    private let listFault: String?

    init(_ folder: String) throws {
        self.folder = folder
        let bytes = try LocalDisk().contents(of: folder + "/" + DigestList.name, limit: 1 << 30)
        let digests = bytes.flatMap(DigestList.parse)
        listFault =
            bytes == nil
            ? "\(DigestList.name) is missing"
            : digests == nil ? "\(DigestList.name) has a line that is no digest and path" : nil
        listed = Dictionary(
            (digests ?? [:]).map { (String(decoding: $0, as: UTF8.self), $1) }, uniquingKeysWith: { $1 })
        for path in try Self.paths(folder) { found[path] = try Digests.input(path, in: folder) }
    }

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

    /// What is missing, differs, or stands there besides.
    var faults: [String] {
        if let listFault { return [listFault] }
        let missing = listed.keys.filter { found[$0] == nil }.sorted().map { "\($0) is missing" }
        let other = listed.filter { found[$0.key].map(\.sha256) ?? $0.value != $0.value }.keys.sorted()
        let more = found.keys.filter { listed[$0] == nil && !Self.unlisted.contains($0) }.sorted()
        return missing + other.map { "\($0) is not what was written" } + more.map { "\($0) is in no list" }
    }

    /// What the manifest's `made` says of the files that stand there.
    func faults(of made: Manifest.Made) -> [String] {
        let counted = found.values.filter { !Self.unlisted.contains($0.path) && $0.path != "manifest.json" }
        let augmented = counted.filter { $0.path.hasPrefix("augmented/") }
        var faults: [String] = []
        if counted.count != made.files { faults.append("\(counted.count) files, not \(made.files)") }
        let bytes = counted.map(\.bytes).reduce(0, +)
        if bytes != made.bytes { faults.append("\(bytes) bytes, not \(made.bytes)") }
        for (path, digest) in made.digests.sorted(by: { $0.key < $1.key }) where found[path]?.sha256 != digest {
            faults.append("\(path) has another digest")
        }
        let together = augmented.isEmpty ? nil : Digests.together(augmented)
        if together != made.augmentedDigest { faults.append("the files of augmented/ have another digest together") }
        return faults
    }
}
