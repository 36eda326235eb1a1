// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport

/// A bundle of bytes that no one should trust, and what is to become of it.
struct HostileBundle: Sendable {
    enum Answer: Sendable {
        /// Refused for good: what failed, in which file, what to do.
        case refused
        /// Taken for a file that is still arriving.
        case unfinished
        /// The bytes are right, however odd.
        case accepted
        /// Damaged at random: any answer but a crash.
        case any
    }

    var name: String
    var files: [String: [UInt8]]
    var answer: Answer
    /// The file that is at fault, where it is refused or unfinished.
    var file: String?
    /// What the failure must tell, its row or place included.
    var words: [String] = []

    func write(to folder: URL) throws {
        for (path, bytes) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
        }
    }
}

extension SeededGenerator {
    /// `bytes` with some flipped, taken out, put in, repeated or cut off.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &self)
            let length = min(Int.random(in: 1...16, using: &self), bytes.count - place)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes.removeSubrange(place..<place + length)
            case 2: bytes.insert(contentsOf: (0..<length).map { _ in UInt8(truncatingIfNeeded: next()) }, at: place)
            case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
            case 4: bytes[place] = [0, 0xFF, 0x7F, 0x80, 0x22, 0x2C, 0x0A].randomElement(using: &self)!
            default: bytes.removeSubrange((bytes.count - length)...)
            }
        }
        return bytes
    }
}
