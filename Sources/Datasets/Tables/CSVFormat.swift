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
        ["labels", "metadata", "annotations"].contains(LooseFile.stem(of: table.lastName).lowercased())
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        try files.map { path in
            try bundle.checkFirstBytes(of: path)
            return try Table(path, in: bundle)
        }
    }
}
