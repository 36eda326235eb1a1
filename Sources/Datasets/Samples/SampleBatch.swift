// SPDX-License-Identifier: Apache-2.0
/// Consecutive samples of a dataset, with what is needed to store augmented versions of them.
public struct SampleBatch: Sendable {
    public let identities: [SampleIdentity]
    /// n·d values in [0, 1], sample after sample, each in the dataset's natural order (rows, columns, channels; or the
    /// columns of a table). A missing cell holds its column's mean.
    public let values: [Float]
    /// n·d flags, true for a value that must not change (missing cell, constant column); nil if all values may change.
    public let frozen: [Bool]?
    let encoder: any SampleEncoder

    /// n, the number of samples.
    public var count: Int { identities.count }
    /// d, the number of values in a sample.
    public var elementCount: Int { count == 0 ? 0 : values.count / count }

    /// The bytes that represent sample `k` of the batch in the result: a PNG file, a CSV line with its line
    /// ending, or raw IDX pixels.
    ///
    /// - Parameter values: d values in [0, 1], which are rounded to the grid (ties to even); nil stores the source's
    ///   own bytes. Elements whose rounded value equals the source's keep the source's spelling.
    /// - Throws: `Failure` if an image cannot be encoded.
    public func stored(_ k: Int, values: [Float]?) throws -> [UInt8] {
        precondition(values == nil || values!.count == elementCount, "a sample has \(elementCount) values")
        return try encoder.stored(k, values: values, source: source(k))
    }

    /// The values that reading the stored bytes of `values` gives, bit for bit. Success is judged on them.
    public func readBack(_ k: Int, values: [Float]) -> [Float] {
        encoder.readBack(k, values: values, source: source(k))
    }

    private func source(_ k: Int) -> ArraySlice<Float> {
        values[k * elementCount..<(k + 1) * elementCount]
    }
}

/// Converts values back to stored bytes; there is an encoder for each kind of dataset.
protocol SampleEncoder: Sendable {
    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) throws -> [UInt8]
    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float]
}
