// SPDX-License-Identifier: Apache-2.0
import Base

/// A CSV file, plain or gzip, with one sample per row.
///
/// Opening it streams the file once for the columns' types, ranges and decimals. Memory holds these, one place per 1024
/// rows, four bytes a row for its class, and the places of the rows that a limit keeps.
struct Table: Dataset {
    private let file: PooledFile
    private let scan: TableScan
    private let columns: [ColumnGrid]
    private let limits: DatasetLimits
    private let rows = ReaderPool<RowReader>()
    /// The rows of the samples, from 0 without the header; nil if `limit` leaves none out.
    private let places: [Int]?
    let count: Int
    let labels: LabelMap?
    let moments: ColumnMoments?
    let notes: [String]
    let warnings: [String]

    var kind: DatasetKind { .table }
    var isLimited: Bool { places != nil }
    var classNumbers: [Int32]? {
        guard scan.columns.label != nil else { return nil }
        return places?.map { scan.rowClasses[$0] } ?? scan.rowClasses
    }
    var name: String { file.path }
    var files: [String] { [file.path] }
    var result: any ResultFormat {
        TableResult(
            output: TableResult.output(file.path), count: count, format: scan.format, header: scan.header,
            limits: limits)
    }
    var elementShape: [Int] { [columns.count] }
    var columnNames: [String]? { columns.map(\.name) }
    var otherColumns: [String]? {
        let taken = Set(columns.map(\.column))
        return scan.columns.names.indices.filter { !taken.contains($0) }.map { scan.columns.names[$0] }
    }
    var grid: StorableGrid { StorableGrid(step: columns.map(\.step), origin: columns.map(\.origin)) }
    var units: DataUnits { DataUnits(scale: columns.map(\.scale), offset: columns.map(\.offset)) }
    var summary: String {
        "\(counted(count, "row")), \(columns.count) of \(counted(scan.columns.names.count, "column"))"
            + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }

    init(_ path: String, in bundle: SourceBundle) throws {
        let (options, limits) = (bundle.options, bundle.limits)
        file = PooledFile(bundle.folder, path, limits: limits)
        scan = try TableScan(file, options: options, limits: limits)
        self.limits = limits
        let attacked = try scan.columns.attacked(scan.statistics, modelInputs: bundle.modelInputs)
        let bounds = try Self.bounds(options, count: attacked.count, file: path)
        let (statistics, style) = (scan.statistics, scan.format.style)
        columns = try attacked.enumerated().map { place, column in
            try ColumnGrid(statistics[column], column: column, style: style, bounds: bounds?(place), file: path)
        }
        places = bundle.choice.kept(of: scan.rowCount, limit: options.limit, classes: scan.rowClasses)
        count = places?.count ?? scan.rowCount
        labels = try LabelMap(classes: scan.classes, order: .value, given: options.names, file: path)
        moments = ColumnMoments(
            mean: attacked.map { statistics[$0].values.mean },
            deviation: attacked.map { statistics[$0].values.deviation })
        notes = Self.notes(columns, statistics)
        warnings = Self.warnings(places, scan)
    }

    private static func warnings(_ places: [Int]?, _ scan: TableScan) -> [String] {
        guard let places, !scan.rowClasses.isEmpty else { return [] }
        let taken = Set(places.map { scan.rowClasses[$0] }).subtracting([-1])
        return warnings(classes: taken.count, of: scan.classes.count)
    }

    private static func bounds(
        _ options: DatasetOptions, count: Int, file: String
    ) throws -> ((Int) -> (min: Double, max: Double))? {
        guard options.min != nil || options.max != nil else {
            return options.scale == .unit ? { _ in (0, 1) } : nil
        }
        guard let min = options.min, let max = options.max, [1, count].contains(min.count),
            [1, count].contains(max.count)
        else {
            throw Failure.refused(
                "range", "[input] min and max go together, each with one number or \(count)", file: file)
        }
        return { (min.count == 1 ? min[0] : min[$0], max.count == 1 ? max[0] : max[$0]) }
    }

    private static func notes(_ columns: [ColumnGrid], _ statistics: [ColumnStatistics]) -> [String] {
        let constant = columns.filter(\.isConstant).map(\.name)
        let missing = columns.map { statistics[$0.column].missing }.reduce(0, +)
        var notes: [String] = []
        if !constant.isEmpty {
            notes.append(
                "\(constant.count) columns never vary and are left alone: \(constant.prefix(20).joined(separator: ", "))"
            )
        }
        if missing > 0 {
            notes.append("\(missing) missing cells are fed as their column's mean and written back as they were")
        }
        return notes
    }

    func samples(_ range: Range<Int>) throws -> SampleBatch {
        guard !range.isEmpty else { return TableBatch(columns: columns, separator: scan.format.separator).samples }
        let first = line(of: range.lowerBound)
        let place = scan.place(before: first)
        // A compressed file can only be read from its start, so that any reader before the place is nearer.
        let earliest = file.path.lowercased().hasSuffix(".gz") ? 0 : place.row
        return try rows.read(at: first, notBefore: earliest, orOpen: { try scan.reader(at: place) }) { reader in
            var row = RawRow()
            var batch = TableBatch(columns: columns, separator: scan.format.separator)
            for index in range {
                while reader.position < line(of: index), try reader.next(into: &row) {}
                guard try reader.next(into: &row), row.cells.count == scan.columns.names.count else {
                    throw Failure(
                        .incomplete, code: "changed", "changed while the job ran", file: file.path, row: row.line)
                }
                batch.append(row)
                batch.identities.append(identity(row))
            }
            return batch.samples
        }
    }

    /// The row of a sample, counted from 0 with the header.
    private func line(of index: Int) -> Int { (places?[index] ?? index) + (scan.header == nil ? 0 : 1) }

    private func identity(_ row: RawRow) -> SampleIdentity {
        let className = scan.columns.label.map(row.text).flatMap { $0.isEmpty ? nil : $0 }
        return SampleIdentity(
            source: "\(file.path):\(row.line)", output: TableResult.output(file.path), className: className,
            label: className.flatMap { labels?.index(of: $0) })
    }
}
