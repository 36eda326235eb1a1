// SPDX-License-Identifier: Apache-2.0
import Bundles

/// The rows of a comma-separated file in order, by libcsv; only one row is held in memory.
public enum TableRows {
    /// Calls `body` with the cells of each row, the header first, and the row's line as an editor counts.
    ///
    /// - Throws: `Failure` (refused) with the row that is malformed or exceeds a limit; what `body` throws.
    public static func forEach(
        of file: InputFile, limits: DatasetLimits = DatasetLimits(),
        _ body: (_ cells: [String], _ line: Int) throws -> Void
    ) throws {
        let reader = try RowReader(
            ByteReader(file, limits: limits), limits: limits)
        var row = RawRow()
        while try reader.next(into: &row) { try body(row.cells.indices.map(row.text), row.line) }
    }
}
