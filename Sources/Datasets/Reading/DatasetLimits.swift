// SPDX-License-Identifier: Apache-2.0
/// Limits on untrusted data; a bundle that exceeds any of them is refused.
public struct DatasetLimits: Codable, Equatable, Sendable {
    /// Files and folders in a bundle.
    public var files = 1_000_000
    /// Levels of nested folders.
    public var depth = 32
    /// Width × height of an image.
    public var pixels = 64 << 20
    /// Bytes of one image file.
    public var imageBytes = 256 << 20
    /// Bytes of one table or IDX file, after decompression.
    public var dataBytes = 64 << 30
    /// Decompressed bytes per compressed byte, checked once a file has given more than `expansionFrom` bytes. Deflate
    /// reaches 1032; real tables stay below 100.
    public var expansion = 200
    public var expansionFrom = 256 << 20
    public var rows = 1_000_000_000
    public var columns = 65_536
    /// Bytes of one cell, and of one row.
    public var cellBytes = 1 << 20
    public var rowBytes = 16 << 20
    /// Distinct classes in a table's label column, or in an array of labels.
    public var classes = 10_000
    /// Arrays in an archive, and bytes of one, unpacked.
    public var arrays = 10_000
    public var memberBytes = 2 << 30
    /// Bytes of an array in Fortran's order, which is held in memory.
    public var turnedBytes = 1 << 30

    /// The standard limits.
    public init() {}
}
