// SPDX-License-Identifier: Apache-2.0
import CCSV

/// Cuts lines at runs of blanks. A cell in quotes may hold blanks, and no line ending.
enum BlankRows {
    /// Finds the cells of `row.raw`.
    ///
    /// - Returns: false if a quotation mark is out of place or never closed, or if there are more than `most` cells.
    static func cut(_ row: inout RawRow, most: Int) -> Bool {
        row.content.removeAll(keepingCapacity: true)
        row.content += row.raw
        row.cells.removeAll(keepingCapacity: true)
        var at = 0
        while true {
            while at < row.raw.count, isBlank(row.raw[at]) { at += 1 }
            guard at < row.raw.count else { return true }
            let start = at
            var content = start
            var end: Int
            if row.raw[at] == UInt8(ascii: "\"") {
                content = start + 1
                guard let close = row.raw[content...].firstIndex(of: UInt8(ascii: "\"")) else { return false }
                (end, at) = (close, close + 1)
                guard at == row.raw.count || isBlank(row.raw[at]) else { return false }
            } else {
                while at < row.raw.count, !isBlank(row.raw[at]) { at += 1 }
                end = at
            }
            guard row.cells.count < most else { return false }
            row.cells.append(
                uae_csv_field(
                    raw_start: UInt32(start), raw_end: UInt32(at), content_start: UInt32(content),
                    content_end: UInt32(end)))
        }
    }

    /// Blanks, tabs and line endings.
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
