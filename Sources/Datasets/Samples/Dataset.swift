// SPDX-License-Identifier: Apache-2.0
/// A dataset as the attack sees it: samples in [0,1]^d, and the way back to their own units and files.
///
/// Opening reads every header and, for tables, streams the file once; nothing is kept of the samples themselves.
/// All members may be used by several threads at once.
public protocol Dataset: Sendable {
    var kind: DatasetKind { get }
    /// For people: `1000 PNG images, 28×28, gray, 8 bit`.
    var summary: String { get }
    /// What messages and results call it: the folder of images ("." for the bundle itself), or the file's path.
    var name: String { get }
    /// Every file that is read, relative to the bundle, byte-wise sorted: what digests are taken of.
    var files: [String] { get }
    /// Number of samples, `limit` applied.
    var count: Int { get }
    /// `[height, width, channels]` for images and IDX (row-major, channels last), `[columns]` for a table.
    var elementShape: [Int] { get }
    /// Names of the attacked columns of a table, in order; nil for images.
    var columnNames: [String]? { get }
    /// What can be stored, in [0,1].
    var grid: StorableGrid { get }
    /// From [0,1] to the data's own units: pixel levels, or the column's values.
    var units: DataUnits { get }
    /// The classes and their indices; nil where the samples carry no label.
    var labels: LabelMap? { get }
    /// Things worth telling that are no reason to refuse: columns that never vary, cells that are missing.
    var notes: [String] { get }
    /// What may be a mistake of the person's: `limit` leaves out whole classes.
    var warnings: [String] { get }

    /// Samples `range` of `0..<count`. Memory is that of the range.
    func samples(_ range: Range<Int>) throws -> SampleBatch

    /// Every file that `layOut` writes where no sample is left out.
    var outputs: [String] { get }

    /// Writes the augmented dataset from one record of stored bytes a sample, in order of index.
    ///
    /// Images become `augmented/<path>.uae.png`, a table `augmented.csv`, an IDX file `augmented/<same name>` with its
    /// labels beside it. The same records give the same bytes.
    /// - Parameter record: the stored bytes of a sample, as `SampleBatch.stored` made them; nil where it is left out.
    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws

    /// Records read back from a file that `layOut` wrote, by place: counted over the samples that were not left out.
    ///
    /// A place that the file does not have is missing from the answer.
    /// - Parameters: `path` of the file, relative to `folder`, the result.
    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]]
}

extension Dataset {
    /// Values in a sample: the product of `elementShape`.
    public var elementCount: Int { elementShape.reduce(1, *) }

    /// - Parameters:
    ///   - taken: how many classes the samples are of.
    ///   - all: and how many the data has.
    static func warnings(classes taken: Int, of all: Int) -> [String] {
        guard taken < all else { return [] }
        return [
            "[dataset] limit leaves out \(all - taken) of \(all) classes: the first samples are taken, in the data's order"
        ]
    }
}

public enum DatasetKind: String, Codable, Sendable {
    case images, table, idx
}

/// The storable values of each element: origin + k·step for whole k, within [0,1].
public struct StorableGrid: Codable, Equatable, Sendable {
    /// One for all elements, or one each, in [0,1] units. 0 where an element never changes (a constant column).
    public var step: [Double]
    /// As many as `step`; 0 except for a column whose given `min` is not itself storable.
    public var origin: [Double]

    public init(step: [Double], origin: [Double]) {
        self.step = step
        self.origin = origin
    }
}

/// value = scale·x + offset, from x in [0,1] to the data's own units.
public struct DataUnits: Codable, Equatable, Sendable {
    /// One for all elements (255 or 65535 for images), or one each (max − min of a column; 0 for a constant one).
    public var scale: [Double]
    /// As many as `scale`: 0 for images, the minimum of a column.
    public var offset: [Double]

    public init(scale: [Double], offset: [Double]) {
        self.scale = scale
        self.offset = offset
    }
}

/// Classes by name, each with the index that the model's outputs are counted by.
///
/// The index is the position in `[labels] names` where given, else the numeric value where every class is a whole
/// number ≥ 0, else the position in the byte-wise sorted names.
public struct LabelMap: Codable, Equatable, Sendable {
    public var names: [String]
    /// As many as `names`.
    public var indices: [Int]

    public init(names: [String], indices: [Int]) {
        self.names = names
        self.indices = indices
    }

    public func index(of name: String) -> Int? {
        names.firstIndex(of: name).map { indices[$0] }
    }
}

/// Where a sample came from, where it goes, and what it shows.
public struct SampleIdentity: Codable, Equatable, Sendable {
    /// `images/cat/x.png`, `data.csv:17` (line, as an editor counts) or `train-images-idx3-ubyte.gz:17` (index).
    public var source: String
    /// The file in the result: `augmented/images/cat/x.uae.png`, `augmented.csv`, `augmented/train-images-idx3-ubyte.gz`.
    public var output: String
    public var className: String?
    public var label: Int?

    public init(source: String, output: String, className: String? = nil, label: Int? = nil) {
        self.source = source
        self.output = output
        self.className = className
        self.label = label
    }
}

/// Takes the files of a result as streams of bytes; the room that changes files implements it.
public protocol ResultSink {
    /// Creates `relativePath` (folders as needed) and calls `body` once with a function that appends bytes.
    func file(_ relativePath: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws
}
