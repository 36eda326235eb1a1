// SPDX-License-Identifier: Apache-2.0
import Base

/// Lines for `uaed-watch`. Paths are written as two digits a byte, so that no byte of a stranger's name has a meaning of its own.
struct WatchCommands {
    private(set) var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }

    /// - Parameter path: absolute.
    mutating func root(_ number: Int, _ path: [UInt8]) { add("root \(number) ", path) }

    /// - Parameter path: relative to the root.
    mutating func watch(_ number: Int, root: Int, _ path: [UInt8]) { add("watch \(number) \(root) ", path) }

    mutating func unwatch(_ number: Int) { add("unwatch \(number)", []) }
    mutating func sync(_ sequence: Int) { add("sync \(sequence)", []) }

    private mutating func add(_ words: String, _ path: [UInt8]) {
        bytes += words.utf8
        bytes += Hex.text(path).utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The maximum length of a path in bytes; the kernel accepts no longer one (PATH_MAX).
    static let longestPath = 4095
}
