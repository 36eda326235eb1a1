// SPDX-License-Identifier: Apache-2.0
/// The two words of a column that holds no numbers but true and false, as its cells spell them. They are read as 1 and
/// 0, and written back as words.
struct BooleanWords: Sendable {
    private(set) var no: [UInt8]?
    private(set) var yes: [UInt8]?
    private var pair: Int?
    /// The words that job.toml gives, in lower case.
    private let own: (no: Set<String>, yes: Set<String>)

    private static let pairs = [("false", "true"), ("no", "yes")]

    init(_ style: CellStyle) { own = (style.no, style.yes) }

    /// The value of a cell; nil if it is neither word, or spelled otherwise than in the cells before.
    mutating func add(_ cell: ArraySlice<UInt8>) -> Int64? {
        let cell = DecimalNumber.trimmed(cell)
        guard let (pair, value) = meaning(cell), self.pair ?? pair == pair else { return nil }
        let known = value == 0 ? no : yes
        guard known ?? Array(cell) == Array(cell) else { return nil }
        self.pair = pair
        if value == 0 { no = Array(cell) } else { yes = Array(cell) }
        return value
    }

    /// The value of a cell; nil if it holds neither word.
    func value(_ cell: ArraySlice<UInt8>) -> Int64? {
        let cell = DecimalNumber.trimmed(cell)
        return no.map(cell.elementsEqual) == true ? 0 : yes.map(cell.elementsEqual) == true ? 1 : nil
    }

    /// Whether a cell is one of the words that this type knows.
    private func meaning(_ cell: ArraySlice<UInt8>) -> (pair: Int, value: Int64)? {
        guard cell.count <= 5 || !own.no.isEmpty || !own.yes.isEmpty, cell.count <= 64 else { return nil }
        let word = String(decoding: cell, as: UTF8.self).lowercased()
        if own.no.contains(word) { return (-1, 0) }
        if own.yes.contains(word) { return (-1, 1) }
        for (place, pair) in Self.pairs.enumerated() {
            if word == pair.0 { return (place, 0) }
            if word == pair.1 { return (place, 1) }
        }
        return nil
    }
}
