// SPDX-License-Identifier: Apache-2.0
import Base

/// PNG files below a folder: one sample each, in byte-wise order of their paths.
struct ImageFolder: Dataset {
    private let folder: BundleFolder
    private let header: PNGHeader
    private let classNames: [String?]
    private let limits: DatasetLimits
    private let takesAlpha: Bool
    private let images: [String]
    /// The images, and after them the tables that name their classes.
    let files: [String]
    let labels: LabelMap?
    let notes: [String]
    let warnings: [String]

    var kind: DatasetKind { .images }
    let isLimited: Bool
    var classNumbers: [Int32]? { labels.map { _ in SampleChoice.numbers(of: classNames) } }
    let name: String
    var count: Int { images.count }
    var columnNames: [String]? { nil }
    var elementShape: [Int] { [header.height, header.width, header.colorChannels + (takesAlpha ? 1 : 0)] }
    var levels: Int { header.bitDepth == 16 ? 65535 : 255 }
    var result: any ResultFormat {
        ImageResult(outputs: images.map(ImageResult.output), channels: elementShape[2], limits: limits)
    }
    var grid: StorableGrid { StorableGrid(step: [1 / Double(levels)], origin: [0]) }
    var units: DataUnits { DataUnits(scale: [Double(levels)], offset: [0]) }

    var summary: String {
        let color = (header.colorChannels == 1 ? "gray" : "RGB") + (takesAlpha ? " and alpha" : "")
        return "\(counted(count, "PNG image")), \(header.width)×\(header.height), \(color), "
            + "\(header.bitDepth) bit" + (labels.map { ", \(counted($0.names.count, "class", "classes"))" } ?? "")
    }

    init(_ paths: [String], in bundle: SourceBundle) throws {
        let (folder, options, limits) = (bundle.folder, bundle.options, bundle.limits)
        let (modelInputs, choice) = (bundle.modelInputs, bundle.choice)
        let folders = FolderClasses(paths)
        let tables = try ImageLabels(of: paths, in: bundle)
        let isNamed = !tables.files.isEmpty
        let className = { (path: String) in isNamed ? tables.classes[path] : folders.name(of: path) }
        let classes = isNamed ? Set(tables.classes.values) : folders.names
        guard !isNamed || classes.count <= limits.classes else {
            throw Failure.refused(
                "too-many-classes", "name more than \(limits.classes) classes of images",
                hint: "are they classes? [dataset] label names the column", file: tables.files.first)
        }
        let numbers = options.limit == nil ? [] : SampleChoice.numbers(of: paths.map(className))
        let images = choice.kept(of: paths.count, limit: options.limit, classes: numbers)?.map { paths[$0] } ?? paths
        self.images = images
        files = images + tables.files
        notes = tables.notes
        isLimited = images.count < paths.count
        name = folders.common.isEmpty ? "." : folders.common
        labels = try LabelMap(
            classes: classes, order: isNamed ? .value : .bytes, given: options.names, file: tables.files.first ?? name)
        classNames = images.map(className)
        warnings = Self.warnings(classes: Set(classNames.compactMap(\.self)).count, of: classes.count)
        self.folder = folder
        self.limits = limits
        let headers = try Self.headers(of: images, in: folder, limits: limits, modelInputs: modelInputs)
        header = headers.common
        let shape = header.width * header.height
        takesAlpha =
            headers.allHaveAlpha && modelInputs == shape * (header.colorChannels + 1)
    }

    private static func headers(
        of files: [String], in folder: BundleFolder, limits: DatasetLimits, modelInputs: Int?
    ) throws -> (common: PNGHeader, allHaveAlpha: Bool) {
        var common: PNGHeader?
        var allHaveAlpha = true
        for file in files {
            var header = try PNGHeader(checking: read(file, in: folder, limits: limits), file: file, limits: limits)
            allHaveAlpha = allHaveAlpha && header.hasAlpha
            header.hasAlpha = false
            guard let first = common else {
                common = header
                continue
            }
            guard header == first else {
                throw Failure.refused(
                    header.width == first.width && header.height == first.height ? "mixed-formats" : "mixed-sizes",
                    "images differ: \(files[0]) is \(first.description), \(file) is \(header.description)",
                    hint: OtherImages.choice(of: file, among: files).map { "\($0)" }
                        ?? Self.conversion(first, header, modelInputs), file: file)
            }
        }
        return (common!, allHaveAlpha)
    }

    /// The command of ImageMagick that makes two images alike. It changes what differs: the size, or the channels and
    /// bits to those that the model takes.
    private static func conversion(_ first: PNGHeader, _ other: PNGHeader, _ modelInputs: Int?) -> String {
        guard first.width == other.width, first.height == other.height else {
            return "make them one size: mogrify -resize \(first.width)x\(first.height)! FILES"
        }
        let isGray = modelInputs == first.width * first.height
        let channels = isGray ? "-colorspace Gray -define png:color-type=0" : "-define png:color-type=2"
        return "make them alike: mogrify -depth 8 \(channels) FILES"
    }

    static func read(_ file: String, in folder: BundleFolder, limits: DatasetLimits) throws -> [UInt8] {
        let open = try folder.open(file: file)
        guard open.size <= limits.imageBytes else {
            throw Failure.refused(
                "too-large", "is larger than the limit of \(limits.imageBytes) bytes",
                hint: "scale the image down", file: file)
        }
        return try open.bytes(0..<open.size)
    }

    /// Why an image does not decode to the form that inspection found: the file was replaced during the job, or its
    /// header contradicts its pixels.
    private func changed(_ file: String, _ bytes: [UInt8]) throws -> Failure {
        let now = try PNGHeader(checking: bytes, file: file, limits: limits)
        guard now.width == header.width, now.height == header.height, now.bitDepth == header.bitDepth,
            now.colorChannels == header.colorChannels
        else { return Failure(.incomplete, code: "changed", "changed while the job ran", file: file) }
        return .refused(
            "changed", "holds other pixels than its header says", hint: "export the image again", file: file)
    }

    func samples(_ range: Range<Int>) throws -> SampleBatch {
        var encoder = ImageEncoder(levels: levels, channels: elementShape[2])
        var values: [Float] = []
        values.reserveCapacity(range.count * elementCount)
        for index in range {
            let bytes = try Self.read(images[index], in: folder, limits: limits)
            let image = try PNGImage(decoding: bytes, file: images[index], limits: limits)
            guard image.width == header.width, image.height == header.height, image.bitDepth == header.bitDepth,
                image.colorChannels == header.colorChannels, image.channels >= elementShape[2]
            else { throw try changed(images[index], bytes) }
            encoder.append(image, file: bytes, values: &values)
        }
        return SampleBatch(identities: range.map(identity), values: values, frozen: nil, encoder: encoder)
    }

    func files(of range: Range<Int>) -> [String] { Array(files[range]) }

    private func identity(_ index: Int) -> SampleIdentity {
        let className = classNames[index]
        return SampleIdentity(
            source: images[index], output: ImageResult.output(images[index]), className: className,
            label: className.flatMap { labels?.index(of: $0) })
    }
}
