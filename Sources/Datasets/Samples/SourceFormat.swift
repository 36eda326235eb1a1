// SPDX-License-Identifier: Apache-2.0
import Bundles

/// The reading half of a format: which files of a bundle are a dataset, and how they are opened. The datasets that it
/// opens know how their result is written (`ResultFormat`).
protocol SourceFormat: Sendable {
    /// Its names and endings.
    var format: DatasetFormat { get }

    /// What one bundle may hold of this format.
    ///
    /// - Parameter files: relative paths with the format's endings, in byte-wise order; at least one.
    func candidates(_ files: [String]) -> [SourceCandidate]

    /// Opens the datasets of a candidate.
    ///
    /// - Throws: `Failure`: refused (with file, row or hint) if the data cannot be read, incomplete if a file ends too
    ///   early.
    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset]
}

/// Files that are one choice among those that a bundle offers.
struct SourceCandidate: Sendable {
    let files: [String]
    /// For messages: the file's name, or `12 PNG images (a.png, …)`.
    let words: String
    /// What `[dataset] include` would say to choose it.
    let pattern: String
    /// How probable it is that a person means it, among several.
    let likelihood: Likelihood

    enum Likelihood: Int, Sendable {
        /// An illustration.
        case illustration
        /// It says something about other files.
        case remarks
        case table
        /// Arrays of samples, or many images.
        case samples
        case manyImages
    }
}

/// What a format opens its files from.
struct SourceBundle: Sendable {
    let folder: BundleFolder
    /// All files of the bundle, in byte-wise order.
    let files: [String]
    let options: DatasetOptions
    let limits: DatasetLimits
    /// The number of values that the model takes for a sample; nil if unknown.
    let modelInputs: Int?
    /// The samples that `limit` keeps.
    let choice: SampleChoice
    /// Tables that say something about the files that are opened.
    var remarks: [String] = []

    /// - Throws: `Failure`, refused `other-content`, if a file's first bytes are not those that its name promises.
    func checkFirstBytes(of path: String) throws { try FileSignature.check(folder.open(file: path)) }
}
