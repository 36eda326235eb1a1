// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles

/// The binary versions of CIFAR-10 and CIFAR-100 (cs.toronto.edu/~kriz/cifar.html): each file is a dataset, and all of a
/// bundle are taken together.
struct CIFARFormat: SourceFormat {
    var format: DatasetFormat { .cifar }

    func candidates(_ files: [String]) -> [SourceCandidate] {
        [
            SourceCandidate(
                files: files, words: files.joined(separator: " and "), pattern: files[0], likelihood: .samples)
        ]
    }

    func open(_ files: [String], in bundle: SourceBundle) throws -> [any Dataset] {
        try files.map { try CIFARSet($0, in: bundle) }
    }
}
