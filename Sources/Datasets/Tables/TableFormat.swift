// SPDX-License-Identifier: Apache-2.0
import Base

/// A table's separator and byte-order mark, found from its first 64 KiB.
struct TableFormat: Sendable {
    var separator: UInt8
    /// The byte-order mark of UTF-8, which is carried over; empty without one.
    var mark: [UInt8]

    init(_ file: PooledFile, options: DatasetOptions) throws {
        let start = try file.open().next(1 << 16)
        let isWide = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
        guard !isWide else {
            throw Failure.refused(
                "not-utf-8", "is UTF-16 text", hint: "iconv -f UTF-16 -t UTF-8 IN.csv > OUT.csv", file: file.path)
        }
        mark = start.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
        separator = try Self.given(options.separator, file: file.path) ?? Self.guess(start.dropFirst(mark.count))
    }

    private static func given(_ separator: String?, file: String) throws -> UInt8? {
        guard let separator else { return nil }
        let bytes = Array((separator == "\\t" || separator == "tab" ? "\t" : separator).utf8)
        guard bytes.count == 1, !["\"", "\r", "\n", " "].contains(String(decoding: bytes, as: UTF8.self)) else {
            throw Failure.refused(
                "separator", "the separator must be one ASCII character other than a quotation mark or blank",
                hint: "[dataset] separator = \";\"", file: file)
        }
        return bytes[0]
    }

    /// A comma if the first line has one outside quotes, else the more frequent of semicolon and tab, else a comma.
    private static func guess(_ bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted, byte == 0x0A || byte == 0x0D { break }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let comma = UInt8(ascii: ","), semicolon = UInt8(ascii: ";"), tab = UInt8(ascii: "\t")
        if counts[comma] != nil { return comma }
        let (semicolons, tabs) = (counts[semicolon] ?? 0, counts[tab] ?? 0)
        return semicolons == 0 && tabs == 0 ? comma : semicolons >= tabs ? semicolon : tab
    }
}
