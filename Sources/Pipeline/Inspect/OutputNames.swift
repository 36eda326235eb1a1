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
            let excess = max(path.lastName.utf8.count - longestName, path.utf8.count - longestPath)
            guard excess > 0 else { continue }
            let isName = path.lastName.utf8.count > longestName
            throw Failure.refused(
                "name-too-long",
                "its result's \(isName ? "name" : "path") would have \(isName ? path.lastName.utf8.count : path.utf8.count) "
                    + "bytes; file systems allow \(isName ? longestName : longestPath)",
                hint: "make the \(isName ? "name" : "path") shorter by \(counted(excess, "byte"))", file: source)
        }
    }
}
