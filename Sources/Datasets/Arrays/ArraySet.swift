// SPDX-License-Identifier: Apache-2.0
import Base

/// The samples of one NumPy array, with the labels that lie beside it.
struct ArraySet: Dataset {
    private let source: ArraySource
    private let shape: ArrayShape
    private let range: ArrayRange
    /// Of real numbers; nil for pixels.
    private let found: ArraySummary?
    /// The positions of the samples in the array; nil if `limit` leaves none out.
    private let places: [Int]?
    private let classes: ArrayClasses?
    let count: Int
    let labels: LabelMap?
    let warnings: [String]

    var kind: DatasetKind { shape.kind }
    var isLimited: Bool { places != nil }
    var classNumbers: [Int32]? { classes.map { classes in (0..<count).map { classes.numbers[place($0)] } } }
    var name: String { source.data.name }
    var files: [String] { source.files }
    var elementShape: [Int] { shape.element }
    var columnNames: [String]? { nil }
    var notes: [String] { source.notes }
    /// Of real numbers any can be stored.
    var grid: StorableGrid { StorableGrid(step: [range.type.levels.map { 1 / Double($0) } ?? 0], origin: [0]) }
    var units: DataUnits { DataUnits(scale: range.scale, offset: range.offset) }
    var takesRange: Bool { found != nil }
    var moments: ColumnMoments? {
        guard kind == .table, let found else { return nil }
        return ColumnMoments(mean: found.mean, deviation: found.deviation)
    }
    var summary: String {
        "\(counted(count, kind == .images ? "NumPy image" : "NumPy row")), \(shape.words), \(range.type.words)"
            + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }
    var result: any ResultFormat {
        ArrayResult(source: source, places: places, samplePlaces: shape.places, range: range)
    }

    init(_ source: ArraySource, in bundle: SourceBundle) throws {
        let options = bundle.options
        self.source = source
        let data = source.data
        shape = try ArrayShape(data.header.shape, axes: options.axes, file: data.name)
        found = data.type.isReal ? try ArraySummary(data) : nil
        range = try ArrayRange(found, data.type, kind: shape.kind, options: options, file: data.name)
        classes = try source.labels.flatMap { try ArrayClasses($0, limits: bundle.limits) }
        places = bundle.choice.kept(of: data.count, limit: options.limit, classes: classes?.numbers ?? [])
        count = places?.count ?? data.count
        labels = try LabelMap(
            classes: classes?.names ?? [], order: .value, given: options.names, file: source.labels?.name ?? data.name)
        guard let places, let classes else {
            warnings = []
            return
        }
        warnings = Self.warnings(classes: Set(places.map { classes.numbers[$0] }).count, of: classes.names.count)
    }

    private func place(_ index: Int) -> Int { places?[index] ?? index }

    func samples(_ range: Range<Int>) throws -> SampleBatch {
        let runs = places.map { $0[range].consecutiveRuns } ?? [range]
        let bytes = try runs.flatMap { try source.data.bytes(of: $0) }
        let encoder = ArrayEncoder(bytes: bytes, places: shape.places, elements: elementCount, range: self.range)
        let frozen = (0..<elementCount).map { self.range.scale($0) == 0 }
        return SampleBatch(
            identities: range.map(identity), values: encoder.values(range.count),
            frozen: frozen.contains(true) ? range.flatMap { _ in frozen } : nil, encoder: encoder)
    }

    private func identity(_ index: Int) -> SampleIdentity {
        let className = classes.map { $0.names[Int($0.numbers[place(index)])] }
        return SampleIdentity(
            source: "\(name):\(place(index))", output: ArrayResult.output(source.path), className: className,
            label: className.flatMap { labels?.index(of: $0) })
    }
}

/// The classes of samples by a whole number each.
struct ArrayClasses: Sendable {
    /// The numbers as text, in the order of appearance.
    let names: [String]
    /// For each sample the place of its class in `names`.
    let numbers: [Int32]

    /// nil if the array holds something other than a whole number a sample.
    init?(_ array: ArrayBytes, limits: DatasetLimits) throws {
        guard let all = try array.wholeNumbers() else { return nil }
        var known: [Int64: Int32] = [:]
        var names: [String] = []
        numbers = all.map { number in
            if let place = known[number] { return place }
            let place = Int32(truncatingIfNeeded: known.count)
            known[number] = place
            if names.count <= limits.classes { names.append(String(number)) }
            return place
        }
        guard known.count <= limits.classes else {
            throw Failure.refused(
                "too-many-classes", "holds more than \(limits.classes) different labels",
                hint: "are they labels? Else name the array otherwise, or take it away", file: array.name)
        }
        self.names = names
    }
}
