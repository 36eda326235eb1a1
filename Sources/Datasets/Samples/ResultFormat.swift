// SPDX-License-Identifier: Apache-2.0
/// The writing half of a format: how the samples of one dataset become the files of a result.
public protocol ResultFormat: Sendable {
    /// Every file that `layOut` writes if no sample is left out.
    var outputs: [String] { get }

    /// Writes the augmented dataset from one record of stored bytes per sample, in order of index.
    ///
    /// Images become `augmented/<path>.uae.png`, a table `augmented.csv`, any other file `augmented/<same name>` with its
    /// labels. The same records give the same bytes.
    ///
    /// - Parameter record: the stored bytes of a sample, as `SampleBatch.stored` made them; nil
    ///   if the sample is left out.
    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws

    /// Reads records back from a file that `layOut` wrote. The result lacks places that the file does not have.
    ///
    /// - Parameters:
    ///   - places: positions in the file, counted over the samples that were not left out.
    ///   - path: the file, relative to `folder`.
    ///   - folder: the result.
    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]]

    /// The values in [0, 1] that the record of an image holds, for pictures; nil for a table.
    func pixels(of record: [UInt8]) throws -> [Float]?
}

/// Receives the files of a result as streams of bytes. Its implementations lie outside of this module,
/// which changes no files itself.
public protocol ResultSink {
    /// Creates the file `relativePath`, and folders as needed, and calls `body` once with a
    /// function that appends bytes.
    ///
    /// - Throws: what `body` throws, or a `Failure` (environment) if the file cannot be written.
    func file(_ relativePath: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws
}
