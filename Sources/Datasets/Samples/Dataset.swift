// SPDX-License-Identifier: Apache-2.0
/// A dataset as the attack sees it: samples in [0, 1]^d, and the way back to their own units and files.
///
/// Opening reads every header and, for a table, streams the file once; no samples are kept in memory. All members may
/// be used from several threads at once.
public protocol Dataset: Sendable {
    /// What a sample is.
    var kind: DatasetKind { get }
    /// One phrase for people: `1000 PNG images, 28×28, gray, 8 bit`.
    var summary: String { get }
    /// The name in messages and results: the common folder of the images ("." for the bundle
    /// itself), or the file's path.
    var name: String { get }
    /// Every file that is read, relative to the bundle: the files whose digests the plan holds. Those with outputs stand
    /// first, in the order of the outputs.
    var files: [String] { get }
    /// The number of samples after `limit`.
    var count: Int { get }
    /// The shape of a sample: [height, width, channels] for images (row-major, channels last),
    /// [columns] for a table.
    var elementShape: [Int] { get }
    /// The names of a table's attacked columns, in order; nil for images.
    var columnNames: [String]? { get }
    /// The names of a table's other columns, which are carried over; nil for images.
    var otherColumns: [String]? { get }
    /// The values that can be stored, in [0, 1].
    var grid: StorableGrid { get }
    /// The map from [0, 1] to the data's own units: pixel levels, or the values of a column.
    var units: DataUnits { get }
    /// The class of each sample as an arbitrary number, -1 for none; nil if the samples carry no labels.
    var classNumbers: [Int32]? { get }
    /// Whether `[input] min` and `max` may say which numbers become 0 and 1.
    var takesRange: Bool { get }
    /// The mean and the standard deviation of each attacked column, in its own units; nil for images.
    var moments: ColumnMoments? { get }
    /// Whether `limit` leaves samples out.
    var isLimited: Bool { get }
    /// The classes and their indices; nil if the samples carry no labels.
    var labels: LabelMap? { get }
    /// Findings that are worth reporting and no reason to refuse: columns that never vary, missing cells.
    var notes: [String] { get }
    /// Findings that may be a mistake: `limit` leaves out whole classes.
    var warnings: [String] { get }

    /// Samples `range` of `0..<count`; only these are held in memory.
    ///
    /// - Throws: `Failure`: incomplete if a file has changed or ends too early, refused if it is damaged.
    func samples(_ range: Range<Int>) throws -> SampleBatch

    /// Those of ``files`` that samples `range` are read from.
    func files(of range: Range<Int>) -> [String]

    /// How the augmented dataset is written, and read back.
    var result: any ResultFormat { get }
}

extension Dataset {
    public var takesRange: Bool { kind == .table }
    public var moments: ColumnMoments? { nil }
    public var otherColumns: [String]? { nil }
    public func files(of range: Range<Int>) -> [String] { files }

    /// The number of values in a sample: the product of `elementShape`.
    public var elementCount: Int { elementShape.reduce(1, *) }

    /// - Parameters:
    ///   - taken: number of classes among the samples that `limit` keeps.
    ///   - all: number of classes in the data.
    static func warnings(classes taken: Int, of all: Int) -> [String] {
        guard taken < all else { return [] }
        return [
            "[dataset] limit leaves out \(all - taken) of \(all) classes"
        ]
    }
}

/// What the samples of a dataset are, whatever format they are in.
public enum DatasetKind: Sendable {
    /// Pixels: [height, width, channels].
    case images
    /// Numbers without neighbours: [columns].
    case table
}

/// The storable values of each element: origin + k·step for whole k, within [0, 1].
public struct StorableGrid: Codable, Equatable, Sendable {
    /// One step for all elements, or one each, in units of [0, 1]. It is 0 for a column that is
    /// constant and has no given range.
    public var step: [Double]
    /// As many as `step`. It is 0 except for a column whose given `min` is not itself storable.
    public var origin: [Double]

    /// - Parameters:
    ///   - step: one for all elements, or one each.
    ///   - origin: as many as `step`.
    public init(step: [Double], origin: [Double]) {
        self.step = step
        self.origin = origin
    }
}

/// The map from x in [0, 1] to the data's own units: value = scale·x + offset.
public struct DataUnits: Codable, Equatable, Sendable {
    /// One for all elements (255 or 65535 for images), or one each (max − min of a column; 0 if the column is
    /// constant and has no given range).
    public var scale: [Double]
    /// As many as `scale`: 0 for images, the minimum of each column.
    public var offset: [Double]

    /// - Parameters:
    ///   - scale: one for all elements, or one each.
    ///   - offset: as many as `scale`.
    public init(scale: [Double], offset: [Double]) {
        self.scale = scale
        self.offset = offset
    }
}

/// Mean and standard deviation of each attacked column.
public struct ColumnMoments: Equatable, Sendable {
    public var mean: [Double]
    /// As many as `mean`, each above 0.
    public var deviation: [Double]
}

/// Classes by name, each with its index among the model's outputs.
///
/// With `[labels] names`, the index is the position there, or the class's own number if the data's classes are
/// numbers and not names. Otherwise the index of a class folder or of a text is the position among the names in
/// byte-wise order, as in torchvision and Keras; that of a number in a label column or label file is the number.
public struct LabelMap: Codable, Equatable, Sendable {
    public var names: [String]
    /// As many as `names`.
    public var indices: [Int]

    /// - Parameters:
    ///   - names: of the classes.
    ///   - indices: as many as `names`.
    public init(names: [String], indices: [Int]) {
        self.names = names
        self.indices = indices
    }

    /// The index of a class; nil if no class has this name.
    public func index(of name: String) -> Int? {
        names.firstIndex(of: name).map { indices[$0] }
    }
}

/// Where a sample comes from, where it is written, and its class.
public struct SampleIdentity: Codable, Equatable, Sendable {
    /// `images/cat/x.png`, `data.csv:17` (a line, as an editor counts) or
    /// `train-images-idx3-ubyte.gz:17` (an index from 0).
    public var source: String
    /// The file in the result: `augmented/images/cat/x.uae.png`, `augmented.csv`,
    /// `augmented/train-images-idx3-ubyte.gz`.
    public var output: String
    public var className: String?
    public var label: Int?

    /// - Parameters:
    ///   - source: where the sample comes from.
    ///   - output: the file in the result.
    ///   - className: nil if the sample carries no label.
    ///   - label: the index of the class; nil without one.
    public init(source: String, output: String, className: String? = nil, label: Int? = nil) {
        self.source = source
        self.output = output
        self.className = className
        self.label = label
    }
}
