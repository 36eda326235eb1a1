// SPDX-License-Identifier: Apache-2.0
/// Consecutive samples of a dataset, with what is needed to store augmented versions of them.
public struct SampleBatch: Sendable {
    public let identities: [SampleIdentity]
    /// n·d values in [0,1], sample after sample, each in the dataset's natural order (rows, columns, channels; or
    /// table columns). A missing cell holds its column's mean.
    public let values: [Float]
    /// n·d flags, true where a value must not change (missing cell, constant column); nil where all may.
    public let frozen: [Bool]?
    let encoder: any SampleEncoder

    public var count: Int { identities.count }
    /// Values in a sample.
    public var elementCount: Int { count == 0 ? 0 : values.count / count }

    /// The bytes that represent sample `k` (counted within the batch) in the result: a whole PNG file, a CSV line with its
    /// line ending, raw IDX pixels.
    /// - Parameter values: d values in [0,1], rounded to the grid (ties to even) here; nil stores the source's own bytes.
    ///   Elements whose rounded value is the source's keep the source's spelling.
    public func stored(_ k: Int, values: [Float]?) throws -> [UInt8] {
        precondition(values == nil || values!.count == elementCount, "a sample has \(elementCount) values")
        return try encoder.stored(k, values: values, source: source(k))
    }

    /// What reading the stored bytes of `values` gives, bit for bit: the values that success is judged on.
    public func readBack(_ k: Int, values: [Float]) -> [Float] {
        encoder.readBack(k, values: values, source: source(k))
    }

    private func source(_ k: Int) -> ArraySlice<Float> {
        values[k * elementCount..<(k + 1) * elementCount]
    }
}

/// The way back from values to stored bytes, one for each kind of dataset.
protocol SampleEncoder: Sendable {
    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) throws -> [UInt8]
    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float]
}
