// SPDX-License-Identifier: Apache-2.0
import Base

/// The central directory of a zip archive: the files it holds, and where they are.
///
/// It reads archives in one part, without encryption, below 4 GiB (no zip64), with stored or deflated files. A repeated
/// name is refused, so that all readers see the same files.
struct ZipDirectory: Sendable {
    struct Entry: Sendable {
        var method: Int
        var packedSize: Int
        var size: Int
        var checksum: UInt32
        /// The offset of the entry's local header.
        var start: Int
    }

    private(set) var entries: [String: Entry] = [:]

    init(_ bytes: [UInt8], limits: Limits) throws {
        guard let end = Self.endRecord(bytes) else {
            // Every zip starts with the signature of its first entry, and an empty one holds no model.
            guard bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.isEmpty else {
                throw Self.malformed("other first bytes than a zip archive")
            }
            throw WireReader.truncated()
        }
        let count = bytes.number(end + 10, 2)
        guard count <= limits.entries else { throw Limits.exceeded("files in the archive", limits.entries) }
        var place = bytes.number(end + 16, 4)
        for _ in 0..<count { place = try readEntry(bytes, at: place, before: end, limits: limits) }
    }

    /// The offset of the last end record whose comment reaches to the end of the file.
    private static func endRecord(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 22 else { return nil }
        let earliest = max(0, bytes.count - 22 - 0xFFFF)
        return stride(from: bytes.count - 22, through: earliest, by: -1).first { place in
            bytes[place...].starts(with: [0x50, 0x4B, 5, 6]) && place + 22 + bytes.number(place + 20, 2) == bytes.count
        }
    }

    /// Reads the entry at `place` and returns the offset of the next one.
    private mutating func readEntry(_ bytes: [UInt8], at place: Int, before end: Int, limits: Limits) throws -> Int {
        guard place <= end - 46, bytes[place...].starts(with: [0x50, 0x4B, 1, 2]) else {
            throw Self.malformed("a damaged directory")
        }
        let (nameCount, extra) = (bytes.number(place + 28, 2), bytes.number(place + 30, 2))
        let next = place + 46 + nameCount + extra + bytes.number(place + 32, 2)
        guard next <= end else { throw Self.malformed("a damaged directory") }
        let entry = Entry(
            method: bytes.number(place + 10, 2), packedSize: bytes.number(place + 20, 4),
            size: bytes.number(place + 24, 4), checksum: UInt32(bytes.number(place + 16, 4)),
            start: bytes.number(place + 42, 4))
        guard bytes.number(place + 8, 2) & 1 == 0 else { throw Self.malformed("encrypted files") }
        guard entry.packedSize != 0xFFFF_FFFF, entry.size != 0xFFFF_FFFF, entry.start != 0xFFFF_FFFF else {
            throw Self.malformed("files of 4 GiB or more")
        }
        guard entry.size <= limits.fileBytes else { throw Limits.exceeded("bytes in a file", limits.fileBytes) }
        let name = String(decoding: bytes[place + 46..<place + 46 + nameCount], as: UTF8.self)
        guard entries.updateValue(entry, forKey: name) == nil else {
            throw Self.malformed("the file \"\(name)\" twice")
        }
        return next
    }

    static func malformed(_ what: String) -> Failure {
        .refused("bad-archive", "is not an archive that can be read: it has \(what)", hint: "save the model again")
    }
}

extension [UInt8] {
    /// `width` bytes from `place` on, least significant first.
    ///
    /// - Precondition: they lie inside the array.
    func number(_ place: Int, _ width: Int) -> Int {
        self[place..<place + width].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
