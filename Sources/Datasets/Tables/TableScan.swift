// SPDX-License-Identifier: Apache-2.0
import Base

/// What one pass over a table finds: its columns, their statistics, its classes, and places
/// from which reading can start.
struct TableScan: Sendable {
    let format: TableFormat
    let columns: TableColumns
    /// The header's bytes with the line ending; nil if the table has no header.
    let header: [UInt8]?
    private(set) var statistics: [ColumnStatistics]
    /// The distinct classes. Names that differ in their bytes and are equal in Unicode (é as one letter, or as e and an
    /// accent) are one class, in its first spelling.
    private(set) var classes: Set<String> = []
    /// The class of each row as a number in the order of appearance, -1 for none; empty without a label column.
    private(set) var rowClasses: [Int32] = []
    private var classNumbers: [String: Int32] = [:]
    private(set) var rowCount = 0
    private var places: [RowPlace] = []
    private let file: PooledFile
    private let limits: DatasetLimits

    private static let rowsHint = "a table has a header and a line a sample"

    /// Rows between two known places.
    private static let stride = 1024

    init(_ file: PooledFile, options: DatasetOptions, limits: DatasetLimits) throws {
        self.file = file
        self.limits = limits
        format = try TableFormat(file, options: options)
        let reader = try RowReader(file.open(), format: format, limits: limits)
        var row = RawRow()
        guard try reader.next(into: &row) else {
            throw Failure.refused("no-samples", "holds no rows", hint: Self.rowsHint, file: file.path)
        }
        let hasHeader = try Self.isHeader(row, format, file: file.path)
        let names = try row.cells.indices.map { hasHeader ? try row.name($0, file: file.path) : String($0 + 1) }
        columns = try TableColumns(names: names, separator: format.separator, options: options, file: file.path)
        let style = format.style
        statistics = names.map { ColumnStatistics(name: $0, style: style) }
        header = hasHeader ? row.raw : nil
        if hasHeader { places.append(format.start) } else { try add(row, number: 0) }
        while try reader.next(into: &row) { try add(row, number: reader.position - 1) }
        guard rowCount > 0 else {
            throw Failure.refused("no-samples", "holds a header and no rows", hint: Self.rowsHint, file: file.path)
        }
    }

    private static func isHeader(_ row: RawRow, _ format: TableFormat, file: String) throws -> Bool {
        guard let hasHeader = format.hasHeader else {
            throw Failure.refused(
                "header-unclear", "the first row holds numbers only: is it a header?",
                hint: "if it is no header, add to \(JobLine("dataset", "header", "false"))", file: file, row: row.line)
        }
        return hasHeader
    }

    private mutating func add(_ row: RawRow, number: Int) throws {
        guard row.cells.count == statistics.count else {
            throw Failure.refused(
                "ragged-row", "has \(row.cells.count) cells where the first row has \(statistics.count)",
                hint: raggedHint(row),
                file: file.path, row: row.line)
        }
        guard rowCount < limits.rows else {
            throw Failure.refused(
                "too-many-rows", "has more rows than the limit of \(limits.rows)", hint: "split the table",
                file: file.path)
        }
        if number % Self.stride == 0 { places.append(RowPlace(row: number, offset: row.offset, line: row.line)) }
        for column in statistics.indices { statistics[column].add(row.cell(column), line: row.line) }
        if let label = columns.label { try add(class: row.name(label, file: file.path), label) }
        rowCount += 1
    }

    private func raggedHint(_ row: RawRow) -> String {
        if let first = row.raw.first, format.comment == nil, [UInt8(ascii: "#"), UInt8(ascii: "%")].contains(first) {
            return
                "if the line is a comment: \(JobLine("dataset", "comment", text: String(Character(Unicode.Scalar(first)))))"
        }
        if row.raw.first == 0x1A { return "an old mark of the end; take it away: tr -d '\\032' < IN.csv > OUT.csv" }
        if row.cells.count == statistics.count + 1, row.cell(row.cells.count - 1).isEmpty,
            let byte = format.separator.sign
        {
            let sign = byte == 0x09 ? "\\t" : String(Character(Unicode.Scalar(byte)))
            return "the rows end with a separator, the header does not: sed -i '1s/$/\(sign)/' '\(file.path)'"
        }
        return "a separator inside a cell needs quotes around it; if it is another one, write it in "
            + "\(JobLine("dataset", "separator", text: ";"))"
    }

    private mutating func add(class text: String, _ label: Int) throws {
        guard !text.isEmpty else { return rowClasses.append(-1) }
        if let number = classNumbers[text] {
            rowClasses.append(number)
        } else {
            classes.insert(text)
            rowClasses.append(Int32(classNumbers.count))
            classNumbers[text] = Int32(classNumbers.count)
            guard classes.count <= limits.classes else {
                throw Failure.refused(
                    "too-many-classes", "column \"\(columns.names[label])\" has more than \(limits.classes) classes",
                    hint: "is it the label column?", file: file.path)
            }
        }
    }

    /// The last known place at or before `row`, which is counted from 0 with the header.
    func place(before row: Int) -> RowPlace {
        places[row / Self.stride]
    }

    func reader(at place: RowPlace) throws -> RowReader {
        try RowReader(file.open(), at: place, format: format, limits: limits)
    }
}
