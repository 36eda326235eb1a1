// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Finds and opens the datasets of a bundle.
public enum Datasets {
    /// What a folder holds: one dataset or several IDX sets, and the files that no dataset reads.
    public struct Opened: Sendable {
        public let datasets: [any Dataset]
        /// Relative paths that no dataset reads, in byte-wise order. The checkpoint and `job.toml` are among them; the
        /// caller removes them. The last entry counts the images that `limit` leaves out, if there are any.
        public let ignored: [String]
    }

    /// Opens the data below `folder`.
    ///
    /// - Parameters:
    ///   - modelInputs: number of values that the model takes for a sample; nil, which is not compared, if it is
    ///     unknown. A table without `columns` must have as many numeric columns. An image's alpha channel is data only
    ///     if this count requires it.
    ///   - choice: the samples that `limit` keeps.
    /// - Throws: `Failure`: refused (with file, row or hint) if the data cannot be read as one dataset,
    ///   incomplete if a file ends too early.
    public static func open(
        folder: String, options: DatasetOptions = DatasetOptions(), limits: DatasetLimits = DatasetLimits(),
        modelInputs: Int? = nil, choice: SampleChoice = .first
    ) throws -> Opened {
        guard options.limit ?? 1 > 0 else {
            throw Failure.refused("limit", "[dataset] limit must be at least 1")
        }
        let bundle = BundleFolder(path: folder)
        let files = try bundle.files(limits: limits).filter { path in
            options.excluded.map { !path.hasPrefix($0 + "/") } ?? true
        }
        var source = SourceBundle(
            folder: bundle, files: files, options: options, limits: limits, modelInputs: modelInputs, choice: choice)
        let ((format, candidate), remarks) = try FoundFiles(files, in: source).only()
        source.remarks = remarks
        let datasets = try format.open(candidate.files, in: source)
        let taken = Set(datasets.flatMap(\.files))
        let beyond = candidate.files.count { !taken.contains($0) }
        let read = taken.union(candidate.files)
        let more = beyond == 0 ? [] : ["\(counted(beyond, "image")) beyond limit = \(options.limit ?? beyond)"]
        return Opened(datasets: datasets, ignored: files.filter { !read.contains($0) } + more)
    }
}
