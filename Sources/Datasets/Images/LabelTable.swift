// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

/// A small table that says something about images, held in memory.
struct LabelTable {
    private let columns: [String]
    private(set) var rows: [[String]] = []
    /// The line of each row, from 1.
    private(set) var lines: [Int] = []

    /// The first column; nil if there is none.
    var first: Int? { columns.isEmpty ? nil : 0 }

    /// The first of `names` that a column has, in any case.
    func place(of names: [String]) -> Int? {
        let known = columns.map { $0.lowercased() }
        return names.lazy.compactMap { known.firstIndex(of: $0.lowercased()) }.first
    }

    /// A table as text with a header.
    init(table path: String, in bundle: SourceBundle) throws {
        let file = PooledFile(bundle.folder, path, limits: bundle.limits)
        var options = DatasetOptions()
        options.header = true
        let format = try TableFormat(file, options: options)
        let reader = try RowReader(file.open(), format: format, limits: bundle.limits)
        var row = RawRow()
        guard try reader.next(into: &row) else {
            columns = []
            return
        }
        columns = row.cells.indices.map { row.text($0).trimmed }
        while try reader.next(into: &row) {
            guard row.cells.count == columns.count else {
                throw Failure.refused(
                    "ragged-row", "has \(row.cells.count) cells where the first row has \(columns.count)",
                    hint: "mend the line, or take the file away", file: path, row: row.line)
            }
            try add(row.cells.indices.map { row.text($0).trimmed }, row.line, path, bundle.limits)
        }
    }

    /// JSON objects, one a line.
    init(lines path: String, in bundle: SourceBundle) throws {
        let file = PooledFile(bundle.folder, path, limits: bundle.limits)
        let open = try file.open()
        let bytes = try open.next(min(open.file.size, bundle.limits.imageBytes + 1))
        guard bytes.count <= bundle.limits.imageBytes else {
            throw Failure.refused(
                "too-large", "is larger than the limit of \(bundle.limits.imageBytes) bytes", hint: "split it",
                file: path)
        }
        var objects: [[String: Scalar]] = []
        var numbers: [Int] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            guard let object = try? JSONDecoder().decode([String: Scalar].self, from: Data(line)) else {
                throw Failure.refused(
                    "not-json", "holds a line that is no JSON object", hint: "mend the line, or take the file away",
                    file: path, row: index + 1)
            }
            objects.append(object)
            numbers.append(index + 1)
        }
        columns = Set(objects.flatMap(\.keys)).sorted(by: precedes)
        for (object, line) in zip(objects, numbers) {
            try add(columns.map { object[$0]?.text ?? "" }, line, path, bundle.limits)
        }
    }

    private mutating func add(_ cells: [String], _ line: Int, _ path: String, _ limits: DatasetLimits) throws {
        guard rows.count < limits.files else {
            throw Failure.refused(
                "too-many-rows", "has more rows than the limit of \(limits.files) files", hint: "split it", file: path)
        }
        rows.append(cells)
        lines.append(line)
    }

    /// A text, a whole number or a truth value; empty for anything else.
    private struct Scalar: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let word = try? value.decode(String.self) {
                text = word
            } else if let truth = try? value.decode(Bool.self) {
                text = String(truth)
            } else {
                text = (try? value.decode(Int.self)).map { String($0) } ?? ""
            }
        }
    }
}
