// SPDX-License-Identifier: Apache-2.0
import Base
import CZlib

/// Writes a zip archive forward, without names of a system and times, so that the same files give the same bytes.
///
/// The sizes of a file follow it (APPNOTE 4.3.9), because they are known only then.
struct ZipWriter {
    private struct Entry {
        let name: [UInt8]
        let method: Int
        var checksum: UInt32 = 0
        var packed = 0
        var size = 0
        let start: Int
    }

    /// The files that are written; of the last one perhaps only a part.
    private var entries: [Entry] = []
    private var position = 0
    /// nil while a file is stored.
    private var deflater: Deflater?

    /// The first of January 1980, the least date that the format has.
    private static let date = 0x21
    /// UTF-8 names, and sizes that follow.
    private static let flags = 0x808

    /// The bytes that begin a file.
    mutating func begin(_ name: String, isDeflated: Bool) throws -> [UInt8] {
        let entry = Entry(name: Array(name.utf8), method: isDeflated ? 8 : 0, start: position)
        deflater = isDeflated ? try Deflater(isRaw: true) : nil
        entries.append(entry)
        var header = Self.bytes([0x0403_4B50], 4)
        header += Self.bytes([20, Self.flags, entry.method, 0, Self.date], 2)
        header += Self.bytes([0, 0, 0], 4) + Self.bytes([entry.name.count, 0], 2)
        header += entry.name
        position += header.count
        return header
    }

    /// The archive's bytes for the next bytes of the file.
    mutating func add(_ bytes: [UInt8]) throws -> [UInt8] {
        var packed: [UInt8] = []
        if let deflater { try deflater.write(bytes) { packed += $0 } } else { packed = bytes }
        let last = entries.count - 1
        entries[last].size += bytes.count
        entries[last].checksum = CRC32.after(entries[last].checksum, bytes)
        entries[last].packed += packed.count
        return packed
    }

    /// The bytes that end the file.
    ///
    /// - Throws: `Failure` (environment) if the archive becomes larger than the format without its extensions allows.
    mutating func end() throws -> [UInt8] {
        var rest: [UInt8] = []
        try deflater?.finish { rest += $0 }
        let last = entries.count - 1
        entries[last].packed += rest.count
        let entry = entries[last]
        rest += Self.bytes([0x0807_4B50, Int(entry.checksum), entry.packed, entry.size], 4)
        position = entry.start + 30 + entry.name.count + entry.packed + 16
        guard position < 0xFFFF_FFFF, entries.count < 0xFFFE else {
            throw Failure(
                .environment, code: "too-large", "an archive of more than 4 GiB cannot be written",
                hint: "bring the arrays as .npy files")
        }
        return rest
    }

    /// The end of the archive: what it holds, and where.
    var directory: [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            bytes += Self.bytes([0x0201_4B50], 4)
            bytes += Self.bytes([20, 20, Self.flags, entry.method, 0, Self.date], 2)
            bytes += Self.bytes([Int(entry.checksum), entry.packed, entry.size], 4)
            bytes += Self.bytes([entry.name.count, 0, 0, 0, 0], 2)
            bytes += Self.bytes([0, entry.start], 4)
            bytes += entry.name
        }
        let length = bytes.count
        bytes += Self.bytes([0x0605_4B50], 4) + Self.bytes([0, 0, entries.count, entries.count], 2)
        bytes += Self.bytes([length, position], 4) + Self.bytes([0], 2)
        return bytes
    }

    /// Numbers, least significant byte first.
    private static func bytes(_ numbers: [Int], _ width: Int) -> [UInt8] {
        numbers.flatMap { number in (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    }
}

/// The checksum of zip and PNG.
enum CRC32 {
    /// The checksum of what `checksum` belongs to, followed by `bytes`.
    static func after(_ checksum: UInt32, _ bytes: [UInt8]) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_z(uLong(checksum), bytes, bytes.count))
    }

    /// The checksum of everything from a reader's place on.
    static func all(of reader: ByteReader) throws -> UInt32 {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var checksum: UInt32 = 0
        while true {
            let count = try reader.read(into: &buffer)
            if count == 0 { return checksum }
            checksum = after(checksum, count == buffer.count ? buffer : Array(buffer[..<count]))
        }
    }
}
