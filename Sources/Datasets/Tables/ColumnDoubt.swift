// SPDX-License-Identifier: Apache-2.0
/// Why a numeric column may be no feature. Such a column is never taken silently: a model without it may happen to take
/// as many inputs as the table has numeric columns.
enum ColumnDoubt: Equatable {
    /// Its name is that of a class or target.
    case label
    /// Its name is that of a key, or it has none and counts the rows.
    case index

    private static let labels: Set<String> = ["label", "labels", "class", "classes", "target", "targets", "y"]
    private static let keys: Set<String> = ["id", "ids", "idx", "index", "key", "row", "rows", "rownames", "level_0"]

    /// nil if nothing speaks against the column.
    ///
    /// - Parameter columns: all columns of the table. If none has a name, a missing name says nothing.
    init?(_ column: ColumnStatistics, among columns: [ColumnStatistics]) {
        let name = column.name.lowercased()
        if Self.labels.contains(name) {
            self = .label
        } else if Self.keys.contains(name) || name.hasSuffix("_id") {
            self = .index
        } else if column.countsRows, Self.isUnnamed(name), !columns.allSatisfy({ $0.name.isEmpty }) {
            self = .index
        } else {
            return nil
        }
    }

    /// pandas writes an index without a name, and reads such a column as `Unnamed: 0`.
    private static func isUnnamed(_ name: String) -> Bool { name.isEmpty || name.hasPrefix("unnamed:") }
}
