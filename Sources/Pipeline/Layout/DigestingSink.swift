// SPDX-License-Identifier: Apache-2.0
import Datasets
import Durability
import Jobs

/// Receives the files of a result and knows what was written, so that the manifest can name it without hashing it again.
protocol DigestingSink: ResultSink {
    /// The files that have been written so far.
    var files: [ResultFolder.WrittenFile] { get }
}

extension DigestingSink {
    func file(_ path: String, bytes: [UInt8]) throws {
        try file(path) { try $0(bytes[...]) }
    }

    /// The files that have been written so far, as the manifest names them.
    var made: Manifest.Made {
        let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let augmented = sorted.filter { $0.path.hasPrefix("augmented/") }
        let lines = augmented.map { "\($0.digest)  \($0.path)\n" }.joined()
        return Manifest.Made(
            files: sorted.count, bytes: sorted.map(\.bytes).reduce(0, +),
            digests: Dictionary(
                uniqueKeysWithValues: sorted.filter { !$0.path.hasPrefix("augmented/") }.map { ($0.path, $0.digest) }),
            augmentedDigest: augmented.isEmpty ? nil : SHA256Hasher.digest(of: Array(lines.utf8)))
    }
}
