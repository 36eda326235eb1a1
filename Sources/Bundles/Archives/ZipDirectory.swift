// SPDX-License-Identifier: Apache-2.0
import Base

/// The central directory of a zip archive: the files it holds, and where they are.
///
/// It reads archives in one part, without encryption, below 4 GiB (no zip64), with stored or deflated files. A repeated
/// name is refused, so that all readers see the same files.
package struct ZipDirectory: Sendable {
    /// A file of the archive.
    package struct Entry: Sendable {
        /// 0: stored, 8: deflated.
        package var method: Int
        package var packedSize: Int
        package var size: Int
        /// CRC-32.
        package var checksum: UInt32
        /// The offset of the entry's local header.
        package var start: Int

        /// The offset of the entry's bytes, after a local header whose length may differ from the directory's; nil if it
        /// is no such header.
        ///
        /// - Parameter header: its first 30 bytes.
        package func dataStart(localHeader header: [UInt8]) -> Int? {
            guard header.count == 30, header.starts(with: [0x50, 0x4B, 3, 4]) else { return nil }
            return start + 30 + header.number(26, 2) + header.number(28, 2)
        }
    }

    /// By name.
    package private(set) var entries: [String: Entry] = [:]

    private static let longestEnd = 22 + 0xFFFF

    /// - Parameters:
    ///   - size: of the archive, in bytes.
    ///   - mostEntries: the most files in it.
    ///   - mostBytes: the most bytes of a file in it, unpacked.
    ///   - content: what it holds, for messages.
    ///   - read: bytes of the archive; fewer at its end.
    /// - Throws: `Failure`: refused if it is damaged or too large, incomplete if it ends too early; without a file.
    package init(
        size: Int, mostEntries: Int, mostBytes: Int, content: String, read: (Range<Int>) throws -> [UInt8]
    ) throws {
        let tailStart = max(0, size - Self.longestEnd)
        let tail = try read(tailStart..<size)
        guard let end = Self.endRecord(tail) else {
            // Every zip starts with the signature of its first entry, and an empty one holds nothing.
            guard try size == 0 || read(0..<min(4, size)) == [0x50, 0x4B, 3, 4] else {
                throw Self.malformed("other first bytes than a zip archive", content)
            }
            throw Failure(
                .incomplete, code: "truncated", "the archive ends too early", hint: "copy the file again")
        }
        let count = tail.number(end + 10, 2)
        guard count <= mostEntries else { throw Self.tooMuch("files in the archive", mostEntries, content) }
        let start = tail.number(end + 16, 4)
        guard start <= tailStart + end else { throw Self.malformed("a damaged directory", content) }
        let bytes = try read(start..<tailStart + end)
        var place = 0
        for _ in 0..<count { place = try readEntry(bytes, at: place, mostBytes: mostBytes, content) }
    }

    /// The offset of the last end record whose comment reaches to the end of the file.
    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        return stride(from: bytes.count - 22, through: 0, by: -1).first { place in
            bytes[place...].starts(with: [0x50, 0x4B, 5, 6]) && place + 22 + bytes.number(place + 20, 2) == bytes.count
        }
    }

    /// Reads the entry at `place` and returns the offset of the next one.
    private mutating func readEntry(
        _ bytes: [UInt8], at place: Int, mostBytes: Int, _ content: String
    ) throws -> Int {
        guard place <= bytes.count - 46, bytes[place...].starts(with: [0x50, 0x4B, 1, 2]) else {
            throw Self.malformed("a damaged directory", content)
        }
        let (nameCount, extra) = (bytes.number(place + 28, 2), bytes.number(place + 30, 2))
        let next = place + 46 + nameCount + extra + bytes.number(place + 32, 2)
        guard next <= bytes.count else { throw Self.malformed("a damaged directory", content) }
        let entry = Entry(
            method: bytes.number(place + 10, 2), packedSize: bytes.number(place + 20, 4),
            size: bytes.number(place + 24, 4), checksum: UInt32(bytes.number(place + 16, 4)),
            start: bytes.number(place + 42, 4))
        guard bytes.number(place + 8, 2) & 1 == 0 else { throw Self.malformed("encrypted files", content) }
        guard entry.packedSize != 0xFFFF_FFFF, entry.size != 0xFFFF_FFFF, entry.start != 0xFFFF_FFFF else {
            throw Self.malformed("files of 4 GiB or more", content)
        }
        guard entry.size <= mostBytes else { throw Self.tooMuch("bytes in a file", mostBytes, content) }
        let name = String(decoding: bytes[place + 46..<place + 46 + nameCount], as: UTF8.self)
        guard entries.updateValue(entry, forKey: name) == nil else {
            throw Self.malformed("the file \"\(name)\" twice", content)
        }
        return next
    }

    /// - Parameter content: what was expected in the archive.
    package static func malformed(_ what: String, _ content: String = "model") -> Failure {
        .refused("bad-archive", "is not an archive that can be read: it has \(what)", hint: "save the \(content) again")
    }

    private static func tooMuch(_ what: String, _ limit: Int, _ content: String) -> Failure {
        .refused(
            "too-large", "has more than \(limit) \(what)",
            hint: "this is beyond what uaed reads; save a smaller \(content)")
    }
}

extension [UInt8] {
    /// `width` bytes from `place` on, least significant first.
    ///
    /// - Precondition: they lie inside the array.
    package func number(_ place: Int, _ width: Int) -> Int {
        self[place..<place + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
