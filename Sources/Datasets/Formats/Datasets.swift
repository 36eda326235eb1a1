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
        let found = try FoundFiles(files, options: options)
        let datasets: [any Dataset]
        if !found.images.isEmpty {
            datasets = [
                try ImageFolder(
                    bundle, paths: found.images, options: options, limits: limits, modelInputs: modelInputs,
                    choice: choice)
            ]
        } else if let table = found.tables.first {
            datasets = [
                try Table(
                    bundle, path: table, options: options, limits: limits, modelInputs: modelInputs, choice: choice)
            ]
        } else {
            datasets = try found.idx.map { path in
                let labels = IDXSet.labels(of: path, among: files)
                return try IDXSet(
                    bundle, images: path, labels: labels, options: options, limits: limits, choice: choice)
            }
        }
        let limit = options.limit ?? .max
        let beyond = max(0, found.images.count - limit)
        let read = Set(datasets.flatMap(\.files)).union(found.images)
        let more = beyond == 0 ? [] : ["\(counted(beyond, "image")) beyond limit = \(limit)"]
        return Opened(datasets: datasets, ignored: files.filter { !read.contains($0) } + more)
    }
}

/// The data files of a bundle that `[dataset] include` selects, by kind: exactly one kind is present.
private struct FoundFiles {
    let images: [String]
    let tables: [String]
    let idx: [String]

    init(_ files: [String], options: DatasetOptions) throws {
        let patterns = options.include?.map(PathPattern.init)
        let chosen = files.filter { path in patterns?.contains { $0.matches(path) } ?? true }
        func of(_ kind: FileKind) -> [String] { chosen.filter { FileKind($0) == kind } }
        images = of(.dataset(.png))
        tables = of(.dataset(.csv))
        idx = of(.dataset(.idx))
        try Self.refuse(foreign: of(.foreignImage))
        guard !(images.isEmpty && tables.isEmpty && idx.isEmpty) else {
            throw Failure.refused(
                "no-dataset",
                "the bundle holds no dataset" + (patterns == nil ? "" : " that [dataset] include matches"),
                hint: "put PNG images, a CSV file or IDX files (*-idx3-ubyte[.gz]) into it")
        }
        let candidates =
            (images.isEmpty ? [] : ["\(counted(images.count, "PNG image")) (\(images[0]), …)"]) + tables
            + (idx.isEmpty ? [] : [idx.joined(separator: " and ")])
        guard candidates.count == 1 else {
            throw Failure.refused(
                "several-datasets",
                "the bundle holds \(candidates.count) datasets: " + candidates.joined(separator: ", "),
                hint: "choose one in job.toml: [dataset] include = [\"\(tables.first ?? idx.first ?? "*.png")\"]")
        }
    }

    private static func refuse(foreign: [String]) throws {
        guard let first = foreign.first else { return }
        let ending = first.split(separator: ".").last.map(String.init) ?? "jpg"
        let folder = first.split(separator: "/").dropLast().joined(separator: "/")
        throw Failure.refused(
            "image-format",
            "\(counted(foreign.count, "image is", "images are")) not PNG (\(first)); only PNG keeps what is written to it",
            hint:
                "mogrify -format png \(folder.isEmpty ? "" : folder + "/")*.\(ending), then take the originals away or "
                + "choose the new ones in job.toml: [dataset] include = [\"*.png\"]", file: first)
    }
}
