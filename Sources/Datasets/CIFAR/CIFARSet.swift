// SPDX-License-Identifier: Apache-2.0
import Base

/// Images of 32×32 pixels. A record is the class (of CIFAR-100 the coarse class and the fine one) and 1024 bytes each of
/// red, green and blue.
struct CIFARSet: Dataset {
    private let file: PooledFile
    private let labelBytes: Int
    /// The positions of the samples in the file; nil if `limit` leaves none out.
    private let places: [Int]?
    private let classes: [UInt8]
    private let classNames: [String]?
    let count: Int
    let labels: LabelMap?
    let warnings: [String]

    static let pixels = 3 * 32 * 32

    var kind: DatasetKind { .images }
    var isLimited: Bool { places != nil }
    var classNumbers: [Int32]? { classes.map(Int32.init) }
    var name: String { file.path }
    var files: [String] { [file.path] }
    var elementShape: [Int] { [32, 32, 3] }
    var columnNames: [String]? { nil }
    var notes: [String] { [] }
    var grid: StorableGrid { StorableGrid(step: [1.0 / 255], origin: [0]) }
    var units: DataUnits { DataUnits(scale: [255], offset: [0]) }
    var result: any ResultFormat {
        CIFARResult(file: file.path, count: count, recordBytes: recordBytes, limits: file.limits)
    }
    var summary: String {
        "\(counted(count, "CIFAR-\(labelBytes == 1 ? "10" : "100") image")), 32×32, RGB, 8 bit"
            + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }

    private var recordBytes: Int { labelBytes + Self.pixels }

    init(_ path: String, in bundle: SourceBundle) throws {
        let file = PooledFile(bundle.folder, path, limits: bundle.limits)
        self.file = file
        let isTen = path.lastName.lowercased().hasSuffix("_batch.bin") || path.lastName.lowercased().contains("_batch_")
        let labelBytes = isTen ? 1 : 2
        self.labelBytes = labelBytes
        let size = labelBytes + Self.pixels
        let all = try Self.classes(file, size, at: labelBytes - 1, most: isTen ? 10 : 100)
        places = bundle.choice.kept(of: all.count, limit: bundle.options.limit, classes: all.map(Int32.init))
        classes = places?.map { all[$0] } ?? all
        count = classes.count
        let names =
            try bundle.options.names ?? Self.names(isTen ? "batches.meta.txt" : "fine_label_names.txt", path, bundle)
        classNames = names
        let sorted = Set(classes).sorted().map(Int.init)
        if let names, let unknown = sorted.first(where: { $0 >= names.count }) {
            throw Failure.refused(
                "unknown-class", "class \(unknown) has no name among the \(names.count) given",
                hint: "add it to [labels] names in job.toml", file: path)
        }
        labels = LabelMap(names: sorted.map { names?[$0] ?? String($0) }, indices: sorted)
        warnings = Self.warnings(classes: sorted.count, of: Set(all).count)
    }

    /// The class of each record.
    private static func classes(_ file: PooledFile, _ size: Int, at place: Int, most: Int) throws -> [UInt8] {
        try file.read(at: 0) { reader in
            var classes: [UInt8] = []
            while true {
                let record = try reader.next(size)
                if record.isEmpty { break }
                guard record.count == size, record[place] < most else {
                    throw Failure.refused(
                        "not-cifar",
                        record.count == size
                            ? "has the class \(record[place]) in record \(classes.count): CIFAR-\(most) has 0 to \(most - 1)"
                            : "is not made of records of \(size) bytes, as CIFAR-\(most) is",
                        hint: "download the binary version again, or take the file away", file: file.path)
                }
                guard classes.count < file.limits.rows else {
                    throw Failure.refused(
                        "too-many-rows", "has more records than the limit of \(file.limits.rows)", hint: "split it",
                        file: file.path)
                }
                classes.append(record[place])
            }
            guard !classes.isEmpty else {
                throw Failure(
                    .incomplete, code: "truncated", "is empty", hint: "copy it again, if it is not being copied still",
                    file: file.path)
            }
            return classes
        }
    }

    /// The lines of a file of names beside `path`; nil without one.
    private static func names(_ name: String, _ path: String, _ bundle: SourceBundle) throws -> [String]? {
        let beside = path.folderName == "." ? name : path.folderName + "/" + name
        guard bundle.files.contains(beside) else { return nil }
        let bytes = try PooledFile(bundle.folder, beside, limits: bundle.limits).read(at: 0) { try $0.next(1 << 16) }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).map { $0.trimmed }
        return lines.filter { !$0.isEmpty }
    }

    private func place(_ index: Int) -> Int { places?[index] ?? index }

    func samples(_ range: Range<Int>) throws -> SampleBatch {
        let runs = places.map { $0[range].consecutiveRuns } ?? [range]
        let records = try runs.flatMap { run in
            try file.read(at: run.lowerBound * recordBytes) { try $0.next(run.count * recordBytes) }
        }
        guard records.count == range.count * recordBytes else { throw Failure.truncated(file.path) }
        let encoder = CIFAREncoder(records: records, recordBytes: recordBytes)
        let values = (0..<range.count).flatMap { k in
            CIFAREncoder.values(records[k * recordBytes..<(k + 1) * recordBytes])
        }
        return SampleBatch(identities: range.map(identity), values: values, frozen: nil, encoder: encoder)
    }

    private func identity(_ index: Int) -> SampleIdentity {
        let label = Int(classes[index])
        return SampleIdentity(
            source: "\(file.path):\(place(index))", output: "augmented/\(file.path)",
            className: classNames?[label] ?? String(label), label: label)
    }
}
