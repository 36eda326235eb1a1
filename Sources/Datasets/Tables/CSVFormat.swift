// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// Tables as text, a line a sample: each file is a dataset.
struct CSVFormat: SourceFormat {
    var format: DatasetFormat { .csv }

    func candidates(_ files: [String]) -> [SourceCandidate] {
        files.map {
            SourceCandidate(
                files: [$0], words: $0, pattern: $0, likelihood: Self.isAboutImages($0) ? .remarks : .table)
        }
    }

    private static func isAboutImages(_ table: String) -> Bool {
        let stem = LooseFile.stem(of: table.lastName).lowercased()
        return ["labels", "metadata", "annotations"].contains(where: stem.hasSuffix)
    }

    /// Whether a file whose name does not say so holds a table.
    func isTable(_ path: String, in bundle: SourceBundle) throws -> Bool {
        do {
            try bundle.checkFirstBytes(of: path)
            return try TableFormat(
                PooledFile(bundle.folder, path, limits: bundle.limits), options: bundle.options
            ).isLikeTable
        } catch let failure as Failure where failure.kind == .refused {
            return false
        }
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        try files.map { path in
            try bundle.checkFirstBytes(of: path)
            return try Table(path, in: bundle)
        }
    }
}
