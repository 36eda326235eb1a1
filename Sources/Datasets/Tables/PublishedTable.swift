// SPDX-License-Identifier: Apache-2.0
import Base

/// Reads a table that uaed wrote, `samples.csv`, row by row.
public enum PublishedTable {
    /// Calls `body` with each row, the header first.
    ///
    /// - Parameters:
    ///   - path: the table, relative to `folder`; its cells are separated by commas.
    ///   - body: receives a row's bytes with the line ending, and its cells.
    /// - Throws: `Failure` (refused) with the row that is not CSV; what `body` throws.
    public static func rows(
        _ path: String, in folder: String, _ body: (_ raw: [UInt8], _ cells: [String]) throws -> Void
    ) throws {
        let limits = DatasetLimits()
        let file = PooledFile(BundleFolder(path: folder), path, limits: limits)
        let reader = try RowReader(file.open(), limits: limits)
        var row = RawRow()
        while try reader.next(into: &row) { try body(row.raw, row.cells.indices.map(row.text)) }
    }
}
