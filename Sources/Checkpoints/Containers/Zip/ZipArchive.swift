// SPDX-License-Identifier: Apache-2.0
import CZlib
import Base

/// A zip archive in memory: its files by name, unpacked when asked for and checked against their CRC.
struct ZipArchive: Sendable {
    private let bytes: [UInt8]
    private let directory: ZipDirectory

    init(_ bytes: [UInt8], limits: Limits) throws {
        self.bytes = bytes
        directory = try ZipDirectory(bytes, limits: limits)
    }

    var names: [String] { directory.entries.keys.sorted() }

    func contains(_ name: String) -> Bool { directory.entries[name] != nil }

    /// Bytes of the file `name`, unpacked.
    func size(of name: String) throws -> Int { try entry(name).size }

    private func entry(_ name: String) throws -> ZipDirectory.Entry {
        guard let entry = directory.entries[name] else {
            throw Failure.refused(
                "bad-archive", "the archive holds no file \(name)",
                hint: "it holds \(names.prefix(8).joined(separator: ", ")); save the model again")
        }
        return entry
    }

    /// The whole file `name`; what else it may be called is for the message.
    ///
    /// - Parameter limit: bytes that it may hold.
    /// - Throws: refused, where there is none, it is larger, or damaged.
    func contents(_ name: String, limit: Int) throws -> [UInt8] {
        let entry = try entry(name)
        guard entry.size <= limit else { throw Limits.exceeded("bytes in \(name)", limit) }
        let packed = try packed(entry, name)
        let contents = try unpacked(packed, entry, name)
        let checksum = contents.withUnsafeBufferPointer { crc32_z(0, $0.baseAddress, $0.count) }
        guard UInt32(truncatingIfNeeded: checksum) == entry.checksum else {
            throw ZipDirectory.malformed("damaged bytes in \(name)")
        }
        return contents
    }

    /// The entry's bytes as they lie in the archive, behind a header of their own whose length may differ.
    private func packed(_ entry: ZipDirectory.Entry, _ name: String) throws -> ArraySlice<UInt8> {
        let start = entry.start
        guard start <= bytes.count - 30, bytes[start...].starts(with: [0x50, 0x4B, 3, 4]) else {
            throw ZipDirectory.malformed("no header before \(name)")
        }
        let data = start + 30 + bytes.number(start + 26, 2) + bytes.number(start + 28, 2)
        guard data <= bytes.count, entry.packedSize <= bytes.count - data else {
            throw ZipDirectory.malformed("\(name) reaching beyond its end")
        }
        return bytes[data..<data + entry.packedSize]
    }

    private func unpacked(_ packed: ArraySlice<UInt8>, _ entry: ZipDirectory.Entry, _ name: String) throws -> [UInt8] {
        switch entry.method {
        case 0 where entry.size == entry.packedSize: return Array(packed)
        case 8:
            // Deflate makes at most 1032 bytes of one.
            guard entry.size / 1100 <= entry.packedSize else { throw ZipDirectory.malformed("a wrong size of \(name)") }
            return try Inflation.raw(Array(packed), count: entry.size)
                ?? { throw ZipDirectory.malformed("damaged bytes in \(name)") }()
        default: throw ZipDirectory.malformed("\(name) in an unknown compression (\(entry.method))")
        }
    }
}
