// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import CZlib

/// A zip archive in memory. Its files are unpacked on demand and checked against their CRC.
struct ZipArchive: Sendable {
    private let bytes: [UInt8]
    private let directory: ZipDirectory

    init(_ bytes: [UInt8], limits: Limits) throws {
        self.bytes = bytes
        directory = try ZipDirectory(
            size: bytes.count, mostEntries: limits.entries, mostBytes: limits.fileBytes, content: "model"
        ) { Array(bytes[$0]) }
    }

    var names: [String] { directory.entries.keys.sorted() }

    func contains(_ name: String) -> Bool { directory.entries[name] != nil }

    /// The size of the file `name` when unpacked, in bytes.
    func size(of name: String) throws -> Int { try entry(name).size }

    private func entry(_ name: String) throws -> ZipDirectory.Entry {
        guard let entry = directory.entries[name] else {
            throw Failure.refused(
                "bad-archive", "the archive holds no file \(name)",
                hint: "it holds \(names.prefix(8).joined(separator: ", ")); save the model again")
        }
        return entry
    }

    /// The whole file `name`.
    ///
    /// - Parameter limit: the largest size when unpacked, in bytes.
    /// - Throws: `Failure` (refused) if there is no such file, or if it is larger than `limit` or damaged.
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

    /// The entry's bytes in the archive, after a local header whose length may differ from the directory's.
    private func packed(_ entry: ZipDirectory.Entry, _ name: String) throws -> ArraySlice<UInt8> {
        guard entry.start <= bytes.count - 30,
            let data = entry.dataStart(localHeader: Array(bytes[entry.start..<entry.start + 30]))
        else { throw ZipDirectory.malformed("no header before \(name)") }
        guard data <= bytes.count, entry.packedSize <= bytes.count - data else {
            throw ZipDirectory.malformed("\(name) reaching beyond its end")
        }
        return bytes[data..<data + entry.packedSize]
    }

    private func unpacked(_ packed: ArraySlice<UInt8>, _ entry: ZipDirectory.Entry, _ name: String) throws -> [UInt8] {
        switch entry.method {
        case 0 where entry.size == entry.packedSize: return Array(packed)
        case 8:
            // Deflate expands one byte to at most 1032.
            guard entry.size / 1100 <= entry.packedSize else { throw ZipDirectory.malformed("a wrong size of \(name)") }
            return try Inflation.raw(Array(packed), count: entry.size)
                ?? { throw ZipDirectory.malformed("damaged bytes in \(name)") }()
        default: throw ZipDirectory.malformed("\(name) in an unknown compression (\(entry.method))")
        }
    }
}
