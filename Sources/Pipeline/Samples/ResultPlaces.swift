// SPDX-License-Identifier: Apache-2.0
/// The order of a job's results: the first result of every sample, then the second of every sample, and so on.
struct ResultPlaces: Sendable {
    let samples: Int
    /// Results per sample.
    let variants: Int

    var count: Int { samples * variants }

    /// Splits consecutive results into parts of one variant and at most `most` samples each; both are counted from 0.
    func parts(_ range: Range<Int>, atMost most: Int = .max) -> [(variant: Int, samples: Range<Int>)] {
        (0..<variants).flatMap { variant in
            let part = range.clamped(to: variant * samples..<(variant + 1) * samples)
            return stride(from: part.lowerBound, to: part.upperBound, by: min(most, max(1, part.count))).map { start in
                let end = min(part.upperBound, start + min(most, part.count))
                return (variant, start - variant * samples..<end - variant * samples)
            }
        }
    }

    /// The path of a variant's file: `x.uae.png` becomes `x.uae-2.png`, and `augmented.csv` becomes `augmented-2.csv`.
    /// Any other file below a folder, such as an IDX file, keeps its name in a folder `variant-2`.
    static func path(_ path: String, variant: Int) -> String {
        guard variant > 0 else { return path }
        let number = variant + 1
        if path.hasSuffix(".uae.png") { return String(path.dropLast(4)) + "-\(number).png" }
        guard let slash = path.lastIndex(of: "/") else {
            let dot = path.firstIndex(of: ".") ?? path.endIndex
            return path[..<dot] + "-\(number)" + path[dot...]
        }
        return path[...slash] + "variant-\(number)/" + path[path.index(after: slash)...]
    }
}
