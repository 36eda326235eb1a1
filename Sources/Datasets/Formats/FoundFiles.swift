// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The data files of a bundle that `[dataset] include` selects.
struct FoundFiles {
    typealias Candidate = (format: any SourceFormat, files: SourceCandidate)

    private let candidates: [Candidate]

    /// - Throws: `Failure` (refused) if there are none, or only some in formats that are not read.
    init(_ files: [String], in bundle: SourceBundle) throws {
        let options = bundle.options
        let patterns = options.include?.map(PathPattern.init)
        let left = (options.exclude ?? []).map(PathPattern.init)
        let chosen = files.filter { path in !left.contains { $0.matches(path) } }.filter { path in
            patterns?.contains { $0.matches(path) } ?? true
                // A pattern may name what is in an archive.
                || options.include?.contains { $0.hasPrefix(path + "/") } ?? false
        }
        let named = SourceFormats.all.flatMap { format -> [Candidate] in
            let own = chosen.filter { FileKind($0) == .dataset(format.format) }
            return own.isEmpty ? [] : format.candidates(own).map { (format, $0) }
        }
        candidates = try named.isEmpty ? Self.tables(chosen.filter { FileKind($0) == .text }, bundle) : named
        // Beside a table that is not about them, images are illustrations.
        if candidates.allSatisfy({ $0.format.format == .png || $0.files.likelihood == .remarks }) {
            try Self.refuse(foreign: chosen.filter { FileKind($0) == .foreignImage })
        }
        guard !candidates.isEmpty else { throw Self.nothing(among: chosen, isChosen: patterns != nil) }
    }

    /// Files whose names do not say that they are tables.
    private static func tables(_ files: [String], _ bundle: SourceBundle) throws -> [Candidate] {
        let format = CSVFormat()
        return try format.candidates(files.filter { try format.isTable($0, in: bundle) }).map { (format, $0) }
    }

    /// - Throws: `Failure` (refused) if there are several.
    ///
    /// - Returns: the dataset, and the tables that say something about its files.
    func only() throws -> (dataset: Candidate, remarks: [String]) {
        let (remarks, others) = (
            candidates.filter { $0.files.likelihood == .remarks },
            candidates.filter { $0.files.likelihood != .remarks }
        )
        if others.count == 1, others[0].files.likelihood == .manyImages {
            return (others[0], remarks.flatMap(\.files.files))
        }
        guard candidates.count == 1 else {
            let likeliest = candidates.map(\.files).reduce(candidates[0].files) {
                $1.likelihood.rawValue > $0.likelihood.rawValue ? $1 : $0
            }
            throw Failure.refused(
                "several-datasets",
                "the bundle holds \(candidates.count) datasets: "
                    + candidates.map(\.files.words).joined(separator: ", "),
                hint: "choose one in \(JobLine("dataset", "include", texts: [likeliest.pattern]))")
        }
        return (candidates[0], [])
    }

    private static func nothing(among files: [String], isChosen: Bool) -> Failure {
        if let file = files.first(where: { FileKind($0) == .foreignData }) {
            return .refused(
                "dataset-format", "is in a format that uaed does not read; read are \(DatasetFormat.names)",
                hint: recipe(file), file: file)
        }
        let shown = files.prefix(3).joined(separator: ", ") + (files.count > 3 ? ", …" : "")
        return .refused(
            "no-dataset",
            "the bundle holds no dataset" + (isChosen ? " that [dataset] include matches" : "")
                + (files.isEmpty ? "" : "; it holds \(shown)"),
            hint: "put the data into it: \(DatasetFormat.names)")
    }

    /// How to make a file that uaed reads.
    private static func recipe(_ file: String) -> String {
        let name = file.lowercased()
        let stem = LooseFile.stem(of: file)
        if name.hasSuffix(".parquet") { return FileSignature.pandas("read_parquet", file) }
        if name.hasSuffix(".feather") { return FileSignature.pandas("read_feather", file) }
        if [".xlsx", ".xls", ".ods"].contains(where: name.hasSuffix) {
            return FileSignature.pandas("read_excel", file)
        }
        if name.hasSuffix(".zip") { return "unzip '\(file)', then take the archive away" }
        if [".tar", ".tar.gz", ".tgz"].contains(where: name.hasSuffix) {
            return "tar xf '\(file)', then take the archive away"
        }
        if [".7z", ".rar"].contains(where: name.hasSuffix) { return "unpack it, then take the archive away" }
        return "save it as an array, a sample a row: numpy.save(\"data.npy\", array)"
    }

    private static func refuse(foreign: [String]) throws {
        guard let first = foreign.first else { return }
        let ending = first.split(separator: ".").last.map(String.init) ?? "jpg"
        let folder = first.split(separator: "/").dropLast().joined(separator: "/")
        throw Failure.refused(
            "image-format",
            "\(counted(foreign.count, "image is", "images are")) not PNG (\(first)); only PNG keeps what is written to it",
            hint:
                "mogrify -format png \(folder.isEmpty ? "" : folder + "/")*.\(ending), then take the originals away",
            file: first)
    }
}
