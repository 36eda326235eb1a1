// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Tensors

/// The datasets of a bundle as one sequence of samples: several IDX files follow one another.
struct JoinedDataset: Sendable {
    let parts: [any Dataset]
    /// How the samples were chosen of which `limit` leaves some out, for people; nil if it leaves none out.
    let choice: String?
    /// Files of the bundle that no dataset reads.
    let ignored: [String]
    private let starts: [Int]

    /// - Throws: `Failure` (refused) if the samples of the parts have different shapes, or if there are none.
    ///
    /// - Parameter settings: `limit_order` and the seed.
    init(_ opened: Datasets.Opened, _ settings: JobSettings) throws {
        let isLimited = opened.datasets.contains(where: \.isLimited)
        choice = isLimited ? Self.choice(settings.dataset.limitOrder, seed: UInt64(settings.seed)) : nil
        parts = opened.datasets
        ignored = opened.ignored
        var next = 0
        starts = opened.datasets.map { part in
            defer { next += part.count }
            return next
        }
        count = next
        guard let first = parts.first, count > 0 else {
            throw Failure.refused("no-samples", "the dataset holds no samples")
        }
        if let other = parts.first(where: { $0.elementShape != first.elementShape }) {
            throw Failure.refused(
                "mixed-sizes",
                "\(first.name) holds samples of \(first.elementShape), \(other.name) of \(other.elementShape)",
                hint: "choose one in \(JobLine("dataset", "include", texts: [first.name]))", file: other.name)
        }
    }

    static func choice(_ order: JobSettings.LimitOrder?, seed: UInt64) -> String {
        order == .first ? "the first ones" : "drawn with seed \(seed)"
    }

    let count: Int
    var kind: DatasetKind { parts[0].kind }
    var elementShape: [Int] { parts[0].elementShape }
    var elementCount: Int { parts[0].elementCount }
    var grid: StorableGrid { parts[0].grid }
    var units: DataUnits { parts[0].units }
    /// Whether `[input] min` and `max` may say which numbers become 0 and 1.
    var takesRange: Bool { parts[0].takesRange }
    var moments: ColumnMoments? { parts[0].moments }
    var summary: String { parts.map(\.summary).joined(separator: "; ") }
    var files: [String] { parts.flatMap(\.files) }
    /// Every file that `layOut` writes if no sample is left out.
    var outputs: [String] { parts.flatMap(\.result.outputs) }
    /// The attacked columns of a table; nil for images.
    var columnNames: [String]? { parts[0].columnNames }

    /// The name of the part that holds sample `index`, for results by dataset; nil if there is only one part.
    func partName(of index: Int) -> String? {
        parts.count == 1 ? nil : parts[part(of: index)].name
    }

    /// The dataset that holds sample `index`.
    func dataset(of index: Int) -> any Dataset { parts[part(of: index)] }

    private func part(of index: Int) -> Int {
        starts.lastIndex { $0 <= index } ?? 0
    }

    /// Samples `range`, in batches that each lie within one part.
    func samples(_ range: Range<Int>) throws -> [SampleBatch] { try split(range).map { try $0.samples($1) } }

    /// The files that samples `range` are read from.
    func files(of range: Range<Int>) -> [String] { split(range).flatMap { $0.files(of: $1) } }

    /// The parts that hold samples `range`, each with its own range.
    private func split(_ range: Range<Int>) -> [(any Dataset, Range<Int>)] {
        parts.indices.compactMap { part in
            let start = starts[part]
            let overlap = range.clamped(to: start..<start + parts[part].count)
            return overlap.isEmpty ? nil : (parts[part], overlap.lowerBound - start..<overlap.upperBound - start)
        }
    }

    /// Samples at ascending `places`.
    func samples(at places: some Collection<Int>) throws -> [SampleBatch] {
        try places.consecutiveRuns.flatMap(samples)
    }

    /// The indices of `limit` samples that stand for all, drawn from each class.
    func spread(_ limit: Int, seed: UInt64) -> [Int] {
        guard limit < count else { return Array(0..<count) }
        return SpreadChoice.indices(limit, of: count, classes: classNumbers, seed: seed, purpose: .inspection)
    }

    /// A number for the part and class of each sample; empty if no part has labels.
    private var classNumbers: [Int32] {
        let found = parts.map(\.classNumbers)
        guard parts.count > 1 || found[0] != nil else { return [] }
        return zip(parts, found).enumerated().flatMap { part, entry in
            (entry.1 ?? Array(repeating: -1, count: entry.0.count)).map { ($0 + 1) * Int32(parts.count) + Int32(part) }
        }
    }

    /// Writes the augmented dataset of every part from the records of all samples.
    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        for (part, start) in zip(parts, starts) {
            try part.result.layOut(record: { try record(start + $0) }, into: sink)
        }
    }
}
