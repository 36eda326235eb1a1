// SPDX-License-Identifier: Apache-2.0
import Datasets
import Durability

/// Passes files on to another sink and records their digests.
final class DigestingSink: ResultSink {
    private let inner: any ResultSink
    private(set) var files: [(path: String, bytes: Int, digest: String)] = []

    init(_ inner: any ResultSink) {
        self.inner = inner
    }

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        var hash = SHA256Hasher()
        var count = 0
        try inner.file(path) { append in
            try withoutActuallyEscaping(append) { append in
                try body { bytes in
                    hash.update(bytes)
                    count += bytes.count
                    try append(bytes)
                }
            }
        }
        files.append((path, count, hash.finished))
    }

    func file(_ path: String, bytes: [UInt8]) throws {
        try file(path) { try $0(bytes[...]) }
    }

    /// The files that have been written so far.
    var made: Manifest.Made {
        let sorted = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        let augmented = sorted.filter { $0.path.hasPrefix("augmented/") }
        let lines = augmented.map { "\($0.digest)  \($0.path)\n" }.joined()
        return Manifest.Made(
            files: files.count, bytes: files.map(\.bytes).reduce(0, +),
            digests: Dictionary(
                uniqueKeysWithValues: sorted.filter { !$0.path.hasPrefix("augmented/") }.map { ($0.path, $0.digest) }),
            augmentedDigest: augmented.isEmpty ? nil : SHA256Hasher.digest(of: Array(lines.utf8)))
    }
}
