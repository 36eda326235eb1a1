// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// MNIST's files of images: those of a bundle are one dataset each, and are taken together.
struct IDXFormat: SourceFormat {
    var format: DatasetFormat { .idx }

    func candidates(_ files: [String]) -> [SourceCandidate] {
        [
            SourceCandidate(
                files: files, words: files.joined(separator: " and "), pattern: files[0], likelihood: .samples)
        ]
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        let labels = files.map { Self.labels(of: $0, among: bundle.files) }
        for path in files + labels.compactMap(\.self) { try bundle.checkFirstBytes(of: path) }
        return try zip(files, labels).map { try IDXSet($0, labels: $1, in: bundle) }
    }

    /// The labels file that belongs to an images file by its stem: the one in the same folder, else the only one in
    /// the bundle, because some archives keep every file in a folder of its own.
    static func labels(of images: String, among files: [String]) -> String? {
        let stem = LooseFile.stem(of: images.lastName)
        let found = files.filter { FileKind($0) == .idxLabels && LooseFile.stem(of: $0.lastName) == stem }
        if let beside = found.first(where: { $0.folderName == images.folderName }) { return beside }
        let others = files.filter { FileKind($0) == .dataset(.idx) && LooseFile.stem(of: $0.lastName) == stem }
        return found.count == 1 && others.count == 1 ? found[0] : nil
    }
}
