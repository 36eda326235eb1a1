// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets

/// The files that a job will publish: none may have the path of another file, or of another file's folder.
///
/// Paths are compared by their bytes, because names that are equal only in Unicode are different files. The first
/// results of two samples never collide, nor do their n-th results. So it suffices to keep the paths that a later
/// result, or a file in place of a folder, can have.
struct OutputCollisions {
    private var taken: [[UInt8]: (source: String, isFolder: Bool)] = [:]

    /// - Parameter variants: results per sample, with those of earlier runs.
    /// - Throws: `Failure` (refused), with both sources.
    static func check(_ data: JoinedDataset, variants: Int) throws {
        let planned = data.parts.flatMap { Array(zip($0.files, $0.result.outputs)) }
        let taken = OutputCollisions(planned).taken
        guard !taken.isEmpty else { return }
        for variant in 0..<variants {
            for (source, output) in planned {
                let path = ResultPlaces.path(output, variant: variant)
                guard let other = taken[Array(path.utf8)], variant > 0 || other.isFolder else { continue }
                throw collision(path, of: source, variant, with: other)
            }
        }
    }

    private init(_ planned: [(String, String)]) {
        var last: [Substring] = []
        for (source, output) in planned {
            let folders = Array(output.split(separator: "/").dropLast())
            if folders.last?.hasPrefix("variant-") == true, taken[Array(output.utf8)] == nil {
                taken[Array(output.utf8)] = (source, false)
            }
            guard !folders.elementsEqual(last, by: { $0.utf8.elementsEqual($1.utf8) }) else { continue }
            last = folders
            for depth in folders.indices where Self.isCalledLikeAFile(folders[depth]) {
                taken[Array(folders[...depth].joined(separator: "/").utf8)] = (source, true)
            }
        }
    }

    private static func isCalledLikeAFile(_ folder: Substring) -> Bool {
        let name = folder.lowercased()
        return name.contains(".uae") || name.contains("-ubyte")
    }

    private static func collision(
        _ path: String, of source: String, _ variant: Int, with other: (source: String, isFolder: Bool)
    ) -> Failure {
        .refused(
            "output-collision",
            "result \(variant + 1) of \(source) would be \(path), "
                + (other.isFolder ? "the folder of what is made of \(other.source)" : "as is that of \(other.source)"),
            hint: "rename one of the two, or its folder", file: source)
    }
}
