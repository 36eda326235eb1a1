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

    var kind: DatasetKind { .idx }
    var isLimited: Bool { places != nil }
    var classNumbers: [Int32]? { classes.isEmpty ? nil : classes.map(Int32.init) }
    var name: String { imagesFile }
    var files: [String] { ([imagesFile] + (labelsFile.map { [$0] } ?? [])).sorted(by: precedes) }
    var outputs: [String] { files.map { "augmented/\($0)" } }
    var elementShape: [Int] { [height, width, 1] }
    var columnNames: [String]? { nil }
    var notes: [String] { [] }
    var grid: StorableGrid { StorableGrid(step: [1.0 / 255], origin: [0]) }
    var units: DataUnits { DataUnits(scale: [255], offset: [0]) }
    var summary: String {
        "\(counted(count, "IDX image")), \(width)×\(height), gray, 8 bit"
            + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }

    private static let imagesHeader = 16
    private static let labelsHeader = 8

    init(
        _ folder: BundleFolder, images path: String, labels labelsPath: String?, options: DatasetOptions,
        limits: DatasetLimits, choice: SampleChoice
    ) throws {
        imagesFile = path
        labelsFile = labelsPath
        images = PooledFile(folder, path, limits: limits)
        let sizes = try Self.sizes(images, magic: 0x803, rank: 3, path, limits)
        (height, width) = (sizes[1], sizes[2])
        count = min(sizes[0], options.limit ?? .max)
        classNames = options.names
        guard let labelsPath else {
            places = choice.kept(of: sizes[0], limit: options.limit, classes: [])
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
        places = choice.kept(of: found, limit: options.limit, classes: all.map(Int32.init))
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

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        let kept = try (0..<count).filter { try record($0) != nil }
        try write(imagesFile, header: [0x803, kept.count, height, width], parts: kept.count, into: sink) {
            try record(kept[$0]) ?? []
        }
        guard let labelsFile else { return }
        try write(labelsFile, header: [0x801, kept.count], parts: 1, into: sink) { _ in kept.map { classes[$0] } }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        let reader = try PooledFile(BundleFolder(path: folder), path, limits: images.limits).open()
        let size = height * width
        var found: [Int: [UInt8]] = [:]
        for place in places.sorted() where try reader.skip(to: Self.imagesHeader + place * size) {
            found[place] = try reader.next(size)
        }
        return found
    }

    private func write(
        _ path: String, header: [Int], parts: Int, into sink: any ResultSink, _ part: (Int) throws -> [UInt8]
    ) throws {
        let header = header.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
        try sink.file("augmented/\(path)") { append in
            guard path.lowercased().hasSuffix(".gz") else {
                try append(header[...])
                return try (0..<parts).forEach { try append(part($0)[...]) }
            }
            let deflater = try Deflater()
            try deflater.write(header, append)
            for index in 0..<parts { try deflater.write(part(index), append) }
            try deflater.finish(append)
        }
    }

    /// The labels file that belongs to an images file by its stem: the one in the same folder, else the only one in
    /// the bundle, because some archives keep every file in a folder of its own.
    static func labels(of images: String, among files: [String]) -> String? {
        let stem = LooseFile.stem(of: images.lastName)
        let found = files.filter { FileKind($0) == .idxLabels && LooseFile.stem(of: $0.lastName) == stem }
        if let beside = found.first(where: { $0.folderName == images.folderName }) { return beside }
        let others = files.filter { FileKind($0) == .dataset(.idx) && LooseFile.stem(of: $0.lastName) == stem }
        return found.count == 1 && others.count == 1 ? found[0] : nil
    }
}

/// Stores samples as raw pixels, one byte each.
struct IDXEncoder: SampleEncoder {
    let pixels: [UInt8]
    let size: Int

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) -> [UInt8] {
        values.map { $0.map { UInt8(nearestLevel($0, of: 255)) } } ?? Array(pixels[k * size..<(k + 1) * size])
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        values.map { unit(nearestLevel($0, of: 255), of: 255) }
    }
}
