// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// PNG images, a sample each: all of a bundle are one dataset.
struct PNGFormat: SourceFormat {
    var format: DatasetFormat { .png }

    func candidates(_ files: [String]) -> [SourceCandidate] {
        [
            SourceCandidate(
                files: files, words: "\(counted(files.count, "PNG image")) (\(files[0]), …)", pattern: "*.png",
                likelihood: files.count > 1 ? .manyImages : .illustration)
        ]
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        [try ImageFolder(files, in: bundle)]
    }
}
