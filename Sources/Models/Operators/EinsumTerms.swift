// SPDX-License-Identifier: Apache-2.0
/// An equation such as `bij,bjk->bik` with its labels as numbers: a letter is its ASCII code, and the axes of an
/// ellipsis are −1, −2, … counted from the last.
struct EinsumTerms: Equatable {
    let inputs: [[Int]]
    let output: [Int]

    /// nil if the equation is malformed or does not fit operands of these ranks.
    ///
    /// Without `->`, the output has the ellipsis's axes, then the letters that occur once, in the order of their codes.
    init?(_ equation: String, ranks: [Int]) {
        let compact = equation.filter { $0 != " " }
        let arrow = compact.firstRange(of: "->")
        let left = String(compact[..<(arrow?.lowerBound ?? compact.endIndex)])
        let terms = left.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard terms.count == ranks.count else { return nil }
        var inputs: [[Int]] = []
        for (term, rank) in zip(terms, ranks) {
            guard let labels = Self.labels(term, rank: rank), labels.count == rank else { return nil }
            inputs.append(labels)
        }
        self.inputs = inputs
        let hidden = inputs.joined().filter { $0 < 0 }.min() ?? 0
        if let arrow {
            let term = String(compact[arrow.upperBound...])
            let letters = term.replacing("...", with: "").count
            guard let labels = Self.labels(term, rank: letters + (term.contains("...") ? -hidden : 0)),
                Set(labels).count == labels.count, Set(labels).isSubset(of: Set(inputs.joined()))
            else { return nil }
            output = labels
        } else {
            let letters = inputs.joined().filter { $0 > 0 }
            output = Array(hidden..<0) + Set(letters).sorted().filter { one in letters.count { $0 == one } == 1 }
        }
    }

    private static func labels(_ term: String, rank: Int) -> [Int]? {
        let parts = term.split(separator: "...", omittingEmptySubsequences: false)
        let letters = parts.map { $0.utf8.map { Int($0) } }
        guard parts.count <= 2, parts.joined().allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
        guard parts.count == 2 else { return letters.first ?? [] }
        let hidden = rank - letters[0].count - letters[1].count
        return hidden < 0 ? nil : letters[0] + Array(-hidden..<0) + letters[1]
    }
}
