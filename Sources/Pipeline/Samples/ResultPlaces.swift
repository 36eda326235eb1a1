// SPDX-License-Identifier: Apache-2.0
/// Results of a job in a row: the first of every sample, then the second of every sample, and so on.
struct ResultPlaces: Sendable {
    /// The file that says what was asked and what was made.
    static let manifest = "manifest.json"

    let samples: Int
    /// Results of each sample.
    let variants: Int

    var count: Int { samples * variants }

    /// Consecutive results as at most `most` samples of one variant each, counted from 0.
    func parts(_ range: Range<Int>, atMost most: Int = .max) -> [(variant: Int, samples: Range<Int>)] {
        (0..<variants).flatMap { variant in
            let part = range.clamped(to: variant * samples..<(variant + 1) * samples)
            return stride(from: part.lowerBound, to: part.upperBound, by: min(most, max(1, part.count))).map { start in
                let end = min(part.upperBound, start + min(most, part.count))
                return (variant, start - variant * samples..<end - variant * samples)
            }
        }
    }

    /// Where a variant's file goes: `x.uae.png` becomes `x.uae-2.png`, `augmented.csv` `augmented-2.csv`, and an IDX file
    /// keeps its name in a folder `variant-2`.
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
