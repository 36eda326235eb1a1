// SPDX-License-Identifier: Apache-2.0
import Base

/// How a table is written: what job.toml says, else what its first 64 KiB tell.
struct TableFormat: Sendable {
    let separator: TableSeparator
    /// What stands before the header, or before the first row: a byte-order mark, a line `sep=;`, comments. It is carried
    /// over.
    let prefix: [UInt8]
    /// The line of the first row, from 1.
    let firstLine: Int
    /// Lines that begin with it are passed over; nil for none.
    let comment: UInt8?
    let style: CellStyle
    /// Whether the first row names the columns; nil if it cannot be seen.
    let hasHeader: Bool?
    /// Whether the first lines are those of a table with numbers, not of prose.
    let isLikeTable: Bool

    private static let look = 1 << 16

    init(_ file: PooledFile, options: DatasetOptions) throws {
        let start = try file.open().next(Self.look)
        let isWide = start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
        guard !isWide else {
            throw Failure.refused(
                "not-utf-8", "is UTF-16 text", hint: "iconv -f UTF-16 -t UTF-8 IN.csv > OUT.csv", file: file.path)
        }
        comment = try Self.comment(options.comment, file: file.path)
        let given = try Self.given(options.separator, file: file.path)
        let (top, declared) = Self.top(start, skip: options.skip ?? 0, comment: comment)
        let isWhole = start.count < Self.look
        let lines = TableLines(start[top...], isWhole: isWhole, comment: comment)
        separator = given ?? declared ?? TableGuess(lines: lines).separator
        // A last line of comments with as many cells as the line below is the header: `#id,height`.
        let end =
            comment == nil ? Self.header(above: top, start, separator, lines.lines.first) ?? top : top
        prefix = Array(start[..<end])
        firstLine = 1 + Self.lineCount(prefix[...])
        let guess = TableGuess(
            lines: end == top ? lines : TableLines(start[end...], isWhole: isWhole, comment: comment))
        var style = try CellStyle(options, file: file.path)
        if options.decimal == nil, options.thousands == nil, guess.hasDecimalComma(separator) {
            style.decimal = UInt8(ascii: ",")
        }
        self.style = style
        hasHeader = options.header ?? guess.hasHeader(separator, style)
        let cells = guess.lines.cells(separator)
        isLikeTable =
            !start.contains(0) && !cells.isEmpty && cells.allSatisfy { $0.count == cells[0].count }
            && cells.dropFirst().contains { row in
                row.contains { if case .number = style.cell($0) { true } else { false } }
            }
    }

    /// The first row's place.
    var start: RowPlace { RowPlace(row: 0, offset: 0, line: firstLine) }
}

extension TableFormat {
    private static func given(_ separator: String?, file: String) throws -> TableSeparator? {
        guard let separator else { return nil }
        if separator == "blanks" || separator == " " { return .blanks }
        let bytes = Array((separator == "\\t" || separator == "tab" ? "\t" : separator).utf8)
        guard bytes.count == 1, bytes[0] < 0x80, !["\"", "\r", "\n"].contains(String(decoding: bytes, as: UTF8.self))
        else {
            throw Failure.refused(
                "separator", "the separator must be one ASCII character other than a quotation mark, tab or blanks",
                hint: "for a semicolon write in \(JobLine("dataset", "separator", text: ";"))", file: file)
        }
        return .sign(bytes[0])
    }

    private static func comment(_ text: String?, file: String) throws -> UInt8? {
        guard let text else { return nil }
        guard text.utf8.count == 1, let sign = text.utf8.first, sign > 0x20, sign < 0x80, sign != 0x22 else {
            throw Failure.refused(
                "comment-sign", "[dataset] comment = \"\(text)\" is not one ASCII character",
                hint: "\(JobLine("dataset", "comment", text: "#"))", file: file)
        }
        return sign
    }

    /// The bytes before the first row, and the separator that they declare.
    ///
    /// - Parameters:
    ///   - skip: lines to pass over.
    ///   - comment: what comments begin with; nil for the common signs.
    private static func top(
        _ bytes: [UInt8], skip: Int, comment: UInt8?
    ) -> (end: Int, declared: TableSeparator?) {
        var end = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        for _ in 0..<skip where end < bytes.count { end = lineEnd(bytes, end) }
        var declared: TableSeparator?
        let first = bytes[end...].prefix(6)
        // Excel's line, which it does not show.
        if first.count > 4, String(decoding: first.prefix(4), as: UTF8.self).lowercased() == "sep=",
            let sign = first.dropFirst(4).first, sign != 0x0A, sign != 0x0D,
            first.dropFirst(5).first.map({ $0 == 0x0A || $0 == 0x0D }) ?? true
        {
            declared = sign == 0x20 ? .blanks : .sign(sign)
            end = lineEnd(bytes, end)
        }
        let signs = comment.map { [$0] } ?? [UInt8(ascii: "#"), UInt8(ascii: "%")]
        var place = end
        while place < bytes.count, signs.contains(bytes[place]) { place = lineEnd(bytes, place) }
        // A file of comments only has no rows to tell it from a header.
        return (place < bytes.count ? place : end, declared)
    }

    /// The place after the line that begins at `start`.
    private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        guard let end = bytes[start...].firstIndex(where: { $0 == 0x0A || $0 == 0x0D }) else { return bytes.count }
        return end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A ? end + 2 : end + 1
    }

    /// Where the last comment above `top` begins if it is the header of the row below: it has as many cells.
    private static func header(
        above top: Int, _ bytes: [UInt8], _ separator: TableSeparator, _ row: ArraySlice<UInt8>?
    ) -> Int? {
        let first = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard let row, top > first else { return nil }
        var end = top
        while end > first, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        let start = bytes[first..<end].lastIndex { $0 == 0x0A || $0 == 0x0D }.map { $0 + 1 } ?? first
        guard start < end, bytes[start] == UInt8(ascii: "#") || bytes[start] == UInt8(ascii: "%") else { return nil }
        let cells = TableLines.cells(bytes[start..<end], separator).count
        return cells > 1 && cells == TableLines.cells(row, separator).count ? start : nil
    }

    private static func lineCount(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for place in bytes.indices {
            let isPair = bytes[place] == 0x0A && place > bytes.startIndex && bytes[place - 1] == 0x0D
            if !isPair, bytes[place] == 0x0A || bytes[place] == 0x0D { count += 1 }
        }
        return count
    }
}
