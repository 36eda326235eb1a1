// SPDX-License-Identifier: Apache-2.0
import Base

/// A table of uaed's own, `samples.csv`, read back row by row.
public enum PublishedTable {
    /// - Parameters:
    ///   - path: relative to `folder`; commas separate its cells.
    ///   - body: called with each row, the header first: its bytes with the line ending, and its cells.
    /// - Throws: `Failure`, refused, with the row that is no CSV.
    public static func rows(
        _ path: String, in folder: String, _ body: (_ raw: [UInt8], _ cells: [String]) throws -> Void
    ) throws {
        let limits = DatasetLimits()
        let file = PooledFile(BundleFolder(path: folder), path, limits: limits)
        let reader = try RowReader(
            file.open(), at: RowPlace(), dataStart: 0, separator: UInt8(ascii: ","), limits: limits)
        var row = RawRow()
        while try reader.next(into: &row) { try body(row.raw, row.cells.indices.map(row.text)) }
    }
}
