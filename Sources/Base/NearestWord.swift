// SPDX-License-Identifier: Apache-2.0
/// Finds the known word that a misspelt word was meant to be.
public enum NearestWord {
    /// Bytes of the longest word that is compared: no slip makes a known word longer, and the work grows with the
    /// product of both lengths.
    private static let longest = 64

    /// The known word with the fewest edits; among equals, the first in string order.
    ///
    /// - Returns: nil if every known word takes more edits than slips explain: one in a word of up to four characters,
    ///   two in longer ones, and up to a third of the characters.
    public static func to(_ word: String, among known: [String]) -> String? {
        guard word.utf8.count <= longest else { return nil }
        return known.filter { $0.utf8.count <= longest }
            .map { (word: $0, distance: edits(Array(word.lowercased()), Array($0.lowercased()))) }
            .filter { $0.distance <= max(word.count <= 4 ? 1 : 2, word.count / 3) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// The number of insertions, deletions, replacements and exchanges of neighbours that turn `a` into `b` (optimal
    /// string alignment).
    public static func edits(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var row = Array(0...b.count)
        for i in a.indices {
            var next = [i + 1]
            for j in b.indices {
                var distance = min(row[j] + (a[i] == b[j] ? 0 : 1), row[j + 1] + 1, next[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, before[j - 1] + 1) }
                next.append(distance)
            }
            (before, row) = (row, next)
        }
        return row[b.count]
    }
}
