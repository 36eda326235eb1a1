import Durability
import Failures
import Foundation
import Jobs

/// SHA-256 of what a job reads.
enum Digests {
    private static let block = 1 << 20

    /// The digest of `name` in `folder`.
    static func input(_ name: String, in folder: String) throws -> InputDigest {
        guard let file = FileHandle(forReadingAtPath: folder + "/" + name) else {
            throw Failure(
                .incomplete, code: "vanished", "cannot be read any more", hint: "ls -l '\(folder)'", file: name)
        }
        defer { try? file.close() }
        var hash = SHA256Hasher()
        var count = 0
        do {
            while let data = try file.read(upToCount: block), !data.isEmpty {
                hash.update(Array(data)[...])
                count += data.count
            }
        } catch {
            throw Failure(
                .environment, code: "input-output", "cannot be read", file: name, cause: "\(error)")
        }
        return InputDigest(path: name, bytes: count, sha256: hash.finished)
    }

    /// One digest for several files: of the lines "digest  path" in byte order of the paths.
    static func together(_ inputs: [InputDigest]) -> String {
        let lines = inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
            .map { "\($0.sha256)  \($0.path)\n" }
        return SHA256Hasher.digest(of: Array(lines.joined().utf8))
    }

    /// The effective settings that a result depends on: neither `force` nor `priority`, but the earlier result
    /// that they name, by its content.
    static func settings(_ plan: JobPlan) throws -> String {
        var settings = plan.settings
        settings.force = false
        settings.priority = 0
        settings.attack = .init()
        let earlier = try plan.earlier.map { try CanonicalJSON.line($0) } ?? []
        let bytes = try CanonicalJSON.line(settings) + CanonicalJSON.line(plan.parameters) + earlier
        return SHA256Hasher.digest(of: bytes)
    }
}
