// SPDX-License-Identifier: Apache-2.0
import Base
import CCSV

/// One row of a table: its bytes as they are in the file, and its cells.
struct RawRow {
    /// The row's bytes with the line ending, if there is one.
    var raw: [UInt8] = []
    var content: [UInt8] = []
    var cells: [uae_csv_field] = []
    /// Bytes between the start of the table's first row and this row.
    var offset = 0
    /// The row's line as an editor counts, from 1.
    var line = 1

    /// A cell's content by RFC 4180: without the quotes around it, doubled quotes as single ones.
    func cell(_ index: Int) -> ArraySlice<UInt8> {
        content[Int(cells[index].content_start)..<Int(cells[index].content_end)]
    }

    func text(_ index: Int) -> String {
        String(decoding: cell(index), as: UTF8.self)
    }

    /// A cell that is interpreted: the name of a column or a class. Cells that are only carried
    /// over may have any encoding.
    ///
    /// - Throws: `Failure` (refused) if it is not UTF-8, because different names could then read the same.
    func name(_ index: Int, file: String) throws -> String {
        guard let text = String(validating: cell(index), as: UTF8.self) else {
            throw Failure.refused(
                "not-utf-8", "the cell \(index + 1), \"\(text(index).prefix(40))\", is not UTF-8",
                hint: "iconv -f WINDOWS-1252 -t UTF-8 IN.csv > OUT.csv", file: file, row: line)
        }
        return text
    }

    /// The range of a cell's spelling within `raw`, without quotes and surrounding blanks.
    func span(_ index: Int) -> Range<Int> {
        var (start, end) = (Int(cells[index].raw_start), Int(cells[index].raw_end))
        while start < end, Self.isWrapping(raw[start]) { start += 1 }
        while end > start, Self.isWrapping(raw[end - 1]) { end -= 1 }
        return start..<end
    }

    private static func isWrapping(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x22
    }
}

/// A row from which reading can start.
struct RowPlace: Sendable {
    /// The row's number, counted from 0 with the header.
    var row = 0
    var offset = 0
    var line = 1
}
