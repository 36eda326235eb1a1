// SPDX-License-Identifier: Apache-2.0
import Base
import CCSV

/// Reads the rows of a table forward from a known place, by libcsv.
///
/// Not safe for concurrent use: a `ReaderPool` lends each reader to one caller at a time.
final class RowReader: ForwardReader, @unchecked Sendable {
    private let reader: ByteReader
    private let limits: DatasetLimits
    private let parser: OpaquePointer
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    private var unread = 0..<0
    private var finished = false
    private let start: RowPlace
    private let separator: TableSeparator
    /// Lines that begin with it are passed over.
    private let comment: UInt8?
    /// Bytes and lines before the row that `nextLine` reads.
    private var (taken, lines) = (0, 0)
    /// The number of the row that `next` returns, counted from 0 with the header.
    private(set) var position: Int

    /// - Parameter format: of the table; nil for commas.
    /// - Throws: `Failure`: incomplete if the file ends before `start`, environment if there is no memory.
    init(_ reader: ByteReader, at start: RowPlace? = nil, format: TableFormat? = nil, limits: DatasetLimits) throws {
        let start = start ?? format?.start ?? RowPlace()
        separator = format?.separator ?? .sign(UInt8(ascii: ","))
        comment = format?.comment
        self.reader = reader
        self.limits = limits
        self.start = start
        position = start.row
        guard try reader.skip(to: (format?.prefix.count ?? 0) + start.offset) else {
            throw Failure.truncated(reader.file.path)
        }
        guard
            let parser = uae_csv_new(
                separator.sign ?? UInt8(ascii: ","), UInt32(limits.cellBytes), UInt32(limits.rowBytes),
                UInt32(limits.columns))
        else { throw Failure(.environment, code: "memory", "no memory to read a table", file: reader.file.path) }
        self.parser = parser
    }

    deinit {
        uae_csv_free(parser)
    }

    /// Reads the next row into `row`; false at the end.
    ///
    /// - Throws: `Failure` (refused) with the line of a row that is malformed or exceeds a limit.
    func next(into row: inout RawRow) throws -> Bool {
        repeat {
            guard try separator == .blanks ? nextLine(into: &row) : nextRow(into: &row) else { return false }
        } while isComment(row)
        position += 1
        return true
    }

    private func isComment(_ row: RawRow) -> Bool {
        guard let comment else { return false }
        return row.raw.first { $0 != 0x20 && $0 != 0x09 } == comment
    }

    private func nextRow(into row: inout RawRow) throws -> Bool {
        while true {
            let status = try feed()
            switch status {
            case UAE_CSV_MORE: continue
            case UAE_CSV_END: return false
            case UAE_CSV_ROW:
                take(into: &row)
                return true
            default: throw failure(status, line: start.line + Int(uae_csv_row_line(parser)) - 1)
            }
        }
    }

    /// The next line that is not blank, cut at blanks.
    private func nextLine(into row: inout RawRow) throws -> Bool {
        while true {
            row.raw.removeAll(keepingCapacity: true)
            while row.raw.last != 0x0A {
                try refill()
                guard !unread.isEmpty else { break }
                let length = buffer[unread].firstIndex(of: 0x0A).map { $0 + 1 - unread.lowerBound } ?? unread.count
                row.raw += buffer[unread.prefix(length)]
                unread = unread.dropFirst(length)
                guard row.raw.count <= limits.rowBytes else {
                    throw failure(UAE_CSV_LONG_ROW, line: start.line + lines)
                }
            }
            guard !row.raw.isEmpty else { return false }
            (row.offset, row.line) = (start.offset + taken, start.line + lines)
            taken += row.raw.count
            lines += 1
            guard !row.raw.contains(0) else { throw failure(UAE_CSV_NUL, line: row.line) }
            if row.raw.allSatisfy(BlankRows.isBlank) { continue }
            guard BlankRows.cut(&row, most: limits.columns) || isComment(row) else {
                throw failure(UAE_CSV_MALFORMED, line: row.line)
            }
            return true
        }
    }

    private func refill() throws {
        guard unread.isEmpty, !finished else { return }
        let count = try reader.read(into: &buffer)
        unread = 0..<count
        finished = count == 0
    }

    private func feed() throws -> uae_csv_status {
        try refill()
        if finished { return uae_csv_finish(parser) }
        var taken = 0
        let status = buffer.withUnsafeBufferPointer {
            uae_csv_feed(parser, $0.baseAddress! + unread.lowerBound, unread.count, &taken)
        }
        unread = (unread.lowerBound + taken)..<unread.upperBound
        return status
    }

    private func take(into row: inout RawRow) {
        row.raw.removeAll(keepingCapacity: true)
        row.raw.append(contentsOf: UnsafeBufferPointer(start: uae_csv_raw(parser), count: uae_csv_raw_count(parser)))
        row.content.removeAll(keepingCapacity: true)
        row.content.append(
            contentsOf: UnsafeBufferPointer(start: uae_csv_content(parser), count: uae_csv_content_count(parser)))
        row.cells.removeAll(keepingCapacity: true)
        row.cells.append(
            contentsOf: UnsafeBufferPointer(start: uae_csv_fields(parser), count: uae_csv_field_count(parser)))
        row.offset = start.offset + Int(uae_csv_row_offset(parser))
        row.line = start.line + Int(uae_csv_row_line(parser)) - 1
    }

    /// In UTF-16 every other byte of what Latin letters and digits make is zero; a single zero byte is a slip.
    private var nulHint: String {
        let start = buffer.prefix(256)
        return 4 * start.count(where: { $0 == 0 }) > start.count
            ? "iconv -f UTF-16 -t UTF-8 IN.csv > OUT.csv" : "tr -d '\\000' < IN.csv > OUT.csv"
    }

    private func failure(_ status: uae_csv_status, line: Int) -> Failure {
        func refused(_ code: String, _ message: String, hint: String? = nil) -> Failure {
            .refused(code, message, hint: hint, file: reader.file.path, row: line)
        }
        switch status {
        case UAE_CSV_MALFORMED:
            return refused(
                "malformed-csv", "a quotation mark is out of place or never closed",
                hint: "a cell with quotes, separators or line breaks is written \"like \"\"this\"\"\"")
        case UAE_CSV_NUL:
            return refused(
                "nul-byte", "holds a zero byte: not text, or UTF-16", hint: nulHint)
        case UAE_CSV_LONG_CELL:
            return refused(
                "long-cell", "a cell is longer than \(limits.cellBytes) bytes",
                hint: "is a quotation mark before it never closed?")
        case UAE_CSV_LONG_ROW:
            return refused(
                "long-row", "the row is longer than \(limits.rowBytes) bytes",
                hint: "is this a table, with a line a sample?")
        case UAE_CSV_MANY_CELLS:
            return refused(
                "too-many-columns", "the row has more than \(limits.columns) cells",
                hint: "images are better brought as PNG or IDX files")
        default: return Failure(.environment, code: "memory", "no memory to read a table", file: reader.file.path)
        }
    }
}
