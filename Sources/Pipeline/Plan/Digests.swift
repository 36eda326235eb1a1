// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Bundles
import Datasets
import Durability
import JobRecords
import Jobs

/// SHA-256 digests of what a job reads.
enum Digests {
    private static let block = 1 << 20

    /// The digest of `name` in `folder`.
    ///
    /// - Throws: `Failure` if the file cannot be read.
    static func input(_ name: String, in folder: String) throws -> InputDigest {
        let file = try BundleFolder(path: folder).open(file: name)
        var hash = SHA256Hasher()
        var count = 0
        while true {
            let bytes = try file.bytes(count..<count + block)
            if bytes.isEmpty { break }
            hash.update(bytes[...])
            count += bytes.count
        }
        return InputDigest(path: name, bytes: count, sha256: hash.finished)
    }

    /// One digest for several files: SHA-256 of the lines "digest  path" in byte order of the paths.
    static func together(_ inputs: [InputDigest]) -> String {
        let lines = inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            .map { "\($0.sha256)  \($0.path)\n" }
        return SHA256Hasher.digest(of: Array(lines.joined().utf8))
    }

    /// The digest of the settings that a result depends on. `force` and `priority` are left out; the effective
    /// parameters take the place of `[attack]`, and the content of an earlier result and the numerics version are included.
    static func settings(_ plan: JobPlan) throws -> String {
        var settings = plan.settings
        settings.force = false
        settings.priority = 0
        settings.attack = .init()
        let earlier = try plan.earlier.map { try CanonicalJSON.line($0) } ?? []
        let version = Array("numerics \(NumericsVersion.current)\n".utf8)
        let bytes = try CanonicalJSON.line(settings) + CanonicalJSON.line(plan.parameters) + earlier + version
        return SHA256Hasher.digest(of: bytes)
    }
}
