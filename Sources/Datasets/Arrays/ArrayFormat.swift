// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// NumPy's arrays: `.npy` files, each an array, and `.npz` archives of several.
struct ArrayFormat: SourceFormat {
    var format: DatasetFormat { .numpy }

    func candidates(_ files: [String]) -> [SourceCandidate] {
        let data = files.filter { ArrayFile.isArchive($0) || !ArrayName(ArrayName.withoutEnding($0.lastName)).isLabels }
        return (data.isEmpty ? files : data).map {
            SourceCandidate(files: [$0], words: $0, pattern: $0, likelihood: .samples)
        }
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        try files.map { try ArraySet(ArraySource($0, in: bundle), in: bundle) }
    }
}
