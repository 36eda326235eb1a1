// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Bundles
import Durability
import JobRecords
import Jobs

/// SHA-256 digests of what a job reads.
enum Digests {
    private static let block = 1 << 20

    /// The digest of an open file.
    ///
    /// - Throws: `Failure` if the file cannot be read.
    static func file(_ file: InputFile) throws -> InputDigest {
        var hash = SHA256Hasher()
        var count = 0
        while case let bytes = try file.bytes(from: count, count: block), !bytes.isEmpty {
            hash.update(bytes[...])
            count += bytes.count
        }
        return InputDigest(path: file.path, bytes: count, sha256: hash.finished)
    }

    /// The digest of an input that was just opened.
    ///
    /// - Throws: `Failure`: incomplete `changed` if the file changes meanwhile; or as ``file(_:)``.
    static func input(_ file: InputFile) throws -> InputDigest {
        let digest = try Self.file(file)
        guard file.currentStamp == file.stamp else { throw JobInput.changed(file.path) }
        return digest
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
