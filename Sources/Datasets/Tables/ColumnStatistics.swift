// SPDX-License-Identifier: Apache-2.0
/// What one pass over a table finds out about a column, in constant memory.
struct ColumnStatistics: Sendable {
    let name: String
    /// The numbers, and 1 and 0 for words for true and false.
    private(set) var values = ColumnNumbers()
    private(set) var missing = 0
    private(set) var firstInfinite: Int?
    private var firstOtherText: Cell?
    private var firstWord: Cell?
    private var wordCount = 0
    private var foundWords: BooleanWords
    private let style: CellStyle

    typealias Cell = (line: Int, text: String)

    init(name: String, style: CellStyle) {
        self.name = name
        self.style = style
        foundWords = BooleanWords(style)
    }

    /// Cells that hold a value.
    var numbers: Int { values.count }
    /// Cells that hold a number, not a word for true or false.
    var digits: Int { values.count - wordCount }

    /// The first cell that is not a number, with its line; at most 40 bytes of it, for messages. Words for true and
    /// false are text beside numbers.
    var firstText: Cell? { firstOtherText ?? (wordCount > 0 && wordCount < numbers ? firstWord : nil) }

    /// The words of a column that holds nothing but true and false; nil for any other.
    var words: BooleanWords? { wordCount > 0 && firstText == nil ? foundWords : nil }

    /// Whether the column numbers the rows from 0 or from 1.
    var countsRows: Bool { values.isCount && numbers > 1 && missing == 0 && firstText == nil && wordCount == 0 }

    var isNumeric: Bool { numbers > 0 && firstText == nil }

    mutating func add(_ cell: ArraySlice<UInt8>, line: Int) {
        switch style.cell(cell) {
        case .missing: missing += 1
        case .infinite: firstInfinite = firstInfinite ?? line
        case .text: add(text: cell, line: line)
        case .number(let number): values.add(number)
        }
    }

    private mutating func add(text cell: ArraySlice<UInt8>, line: Int) {
        let text = { Cell(line, String(decoding: cell.prefix(40), as: UTF8.self)) }
        guard let value = foundWords.add(cell) else {
            firstOtherText = firstOtherText ?? text()
            return
        }
        firstWord = firstWord ?? text()
        wordCount += 1
        values.add(DecimalNumber(mantissa: value, decimals: 0))
    }
}
