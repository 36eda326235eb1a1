// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Datasets

/// The names of the files that a job will publish: none may be longer than file systems allow, because nothing can be
/// written under it once everything is computed.
enum OutputNames {
    /// Bytes of a name and of a path, as Linux's file systems allow them.
    private static let (longestName, longestPath) = (255, 4095)

    /// - Parameter variants: results per sample, with those of earlier runs; the last one has the longest name.
    /// - Throws: `Failure` (refused) of the first source whose result cannot be written.
    static func check(_ data: JoinedDataset, variants: Int) throws {
        for (source, output) in data.parts.flatMap({ Array(zip($0.files, $0.result.outputs)) }) {
            let path = ResultPlaces.path(output, variant: max(variants, 1) - 1)
            let (name, whole) = (path.lastName.utf8.count, path.utf8.count)
            if name > longestName { throw tooLong("name", name, longestName, source) }
            if whole > longestPath { throw tooLong("path", whole, longestPath, source) }
        }
    }

    private static func tooLong(_ what: String, _ length: Int, _ most: Int, _ source: String) -> Failure {
        .refused(
            "name-too-long", "its result's \(what) would have \(length) bytes; file systems allow \(most)",
            hint: "make the \(what) shorter by \(counted(length - most, "byte"))", file: source)
    }
}
