// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Images in MNIST's IDX format, `*-idx3-ubyte[.gz]`, with the labels in `*-idx1-ubyte[.gz]` if there is such a file.
struct IDXSet: Dataset {
    private let images: PooledFile
    private let imagesFile: String
    private let labelsFile: String?
    private let height: Int
    private let width: Int
    /// The positions of the samples in the file; nil if `limit` leaves none out.
    private let places: [Int]?
    /// The classes of the samples; empty without a labels file.
    private let classes: [UInt8]
    private let classNames: [String]?
    let count: Int
    let labels: LabelMap?
    let warnings: [String]

    var kind: DatasetKind { .images }
    var isLimited: Bool { places != nil }
    var classNumbers: [Int32]? { classes.isEmpty ? nil : classes.map(Int32.init) }
    var name: String { imagesFile }
    var files: [String] { ([imagesFile] + (labelsFile.map { [$0] } ?? [])).sorted(by: precedes) }
    var result: any ResultFormat {
        IDXResult(
            imagesFile: imagesFile, labelsFile: labelsFile, height: height, width: width, count: count,
            classes: classes,
            limits: images.limits)
    }
    var elementShape: [Int] { [height, width, 1] }
    var columnNames: [String]? { nil }
    var notes: [String] { [] }
    var grid: StorableGrid { StorableGrid(step: [1.0 / 255], origin: [0]) }
    var units: DataUnits { DataUnits(scale: [255], offset: [0]) }
    var summary: String {
        "\(counted(count, "IDX image")), \(width)×\(height), gray, 8 bit"
            + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }

    static let imagesHeader = 16
    private static let labelsHeader = 8

    init(_ path: String, labels labelsPath: String?, in bundle: SourceBundle) throws {
        let (folder, options, limits) = (bundle.folder, bundle.options, bundle.limits)
        imagesFile = path
        labelsFile = labelsPath
        images = PooledFile(folder, path, limits: limits)
        let sizes = try Self.sizes(images, magic: 0x803, rank: 3, path, limits)
        (height, width) = (sizes[1], sizes[2])
        count = min(sizes[0], options.limit ?? .max)
        classNames = options.names
        guard let labelsPath else {
            places = bundle.choice.kept(of: sizes[0], limit: options.limit, classes: [])
            (classes, labels, warnings) = ([], nil, [])
            return
        }
        let pool = PooledFile(folder, labelsPath, limits: limits)
        let found = try Self.sizes(pool, magic: 0x801, rank: 1, labelsPath, limits)[0]
        guard found == sizes[0] else {
            throw Failure.refused(
                "labels-count", "holds \(found) labels for the \(sizes[0]) images of \(path)",
                hint: "bring the labels of these images, or no labels", file: labelsPath)
        }
        let all = try pool.read(at: Self.labelsHeader) { try $0.next(found) }
        places = bundle.choice.kept(of: found, limit: options.limit, classes: all.map(Int32.init))
        classes = places?.map { all[$0] } ?? all
        warnings = Self.warnings(classes: Set(classes).count, of: Set(all).count)
        labels = try Self.map(Set(classes), names: options.names, file: labelsPath)
    }

    private static func map(_ classes: Set<UInt8>, names: [String]?, file: String) throws -> LabelMap? {
        let sorted = classes.sorted().map(Int.init)
        if let names, let unknown = sorted.first(where: { $0 >= names.count }) {
            throw Failure.refused(
                "unknown-class", "class \(unknown) has no name among the \(names.count) given",
                hint: "add it to [labels] names in job.toml", file: file)
        }
        return LabelMap(names: sorted.map { names?[$0] ?? String($0) }, indices: sorted)
    }

    private static let remedy = "download or write the file again"

    /// The sizes in the header, after they were checked against the limits and the length of the data.
    private static func sizes(
        _ pool: PooledFile, magic: Int, rank: Int, _ path: String, _ limits: DatasetLimits
    ) throws -> [Int] {
        try pool.read(at: 0) { reader in
            let header = try reader.next(4 + 4 * rank)
            guard header.count == 4 + 4 * rank else { throw Failure.truncated(path) }
            guard bigEndian(header.prefix(4)) == magic else {
                throw Failure.refused(
                    "not-idx", "is no IDX file of \(rank == 3 ? "images" : "labels") (unsigned bytes)", hint: remedy,
                    file: path)
            }
            let sizes = (0..<rank).map { bigEndian(header[4 + 4 * $0..<8 + 4 * $0]) }
            guard sizes.allSatisfy({ $0 > 0 }) else {
                throw Failure.refused("no-samples", "holds no samples", hint: remedy, file: path)
            }
            // Each size may take all 32 bits. The limits are divided first, because a product of sizes may overflow.
            let fits =
                rank == 1
                || (sizes[1] <= limits.pixels / sizes[2] && sizes[1] * sizes[2] <= limits.dataBytes / sizes[0])
            guard sizes[0] <= limits.rows, fits else {
                throw Failure.refused(
                    "too-large", "announces \(sizes) values, more than the limits allow", hint: remedy, file: path)
            }
            let bytes = sizes.reduce(1, *)
            guard try reader.skip(to: header.count + bytes) else { throw Failure.truncated(path) }
            guard try reader.next(1).isEmpty else {
                throw Failure.refused(
                    "too-long", "goes on after the \(sizes) values that it announces", hint: remedy, file: path)
            }
            return sizes
        }
    }

    func samples(_ range: Range<Int>) throws -> SampleBatch {
        let size = height * width
        let pixels = try runs(range).flatMap { run in
            try images.read(at: Self.imagesHeader + run.lowerBound * size) { try $0.next(run.count * size) }
        }
        guard pixels.count == range.count * size else { throw Failure.truncated(imagesFile) }
        return SampleBatch(
            identities: range.map(identity), values: pixels.map { unit(Int($0), of: 255) }, frozen: nil,
            encoder: IDXEncoder(pixels: pixels, size: size))
    }

    /// The positions of samples as runs of consecutive ones.
    private func runs(_ range: Range<Int>) -> [Range<Int>] {
        places.map { $0[range].consecutiveRuns } ?? [range]
    }

    private func identity(_ index: Int) -> SampleIdentity {
        let label = classes.isEmpty ? nil : Int(classes[index])
        return SampleIdentity(
            source: "\(imagesFile):\(places?[index] ?? index)", output: "augmented/\(imagesFile)",
            className: label.map { classNames?[$0] ?? String($0) }, label: label)
    }
}
