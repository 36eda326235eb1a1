// SPDX-License-Identifier: Apache-2.0
/// How a table is written, as far as its first lines tell.
struct TableGuess {
    let lines: TableLines

    /// The first of them is taken unless another gives more numbers.
    private static let separators: [TableSeparator] =
        [",", ";", "\t", "|"].map { .sign(UInt8(ascii: $0)) } + [.blanks]

    /// The separator that cuts all lines into as many cells and, below the first line, into the most numbers.
    var separator: TableSeparator {
        let common = commonSeparator
        let figures = ([common] + Self.separators.filter { $0 != common }).map { ($0, numbers($0)) }
        let own = figures[0].1
        let best = figures.max { ($0.1 ?? 0) < ($1.1 ?? 0) } ?? figures[0]
        guard let found = best.1, found > own ?? 0 else { return common }
        return best.0
    }

    /// A comma if the first line has one outside quotes, else the more frequent of semicolon and tab, else a comma.
    private var commonSeparator: TableSeparator {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in lines.lines.first ?? [] {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        let comma = UInt8(ascii: ","), semicolon = UInt8(ascii: ";"), tab = UInt8(ascii: "\t")
        if counts[comma] != nil { return .sign(comma) }
        let (semicolons, tabs) = (counts[semicolon] ?? 0, counts[tab] ?? 0)
        return .sign(semicolons == 0 && tabs == 0 ? comma : semicolons >= tabs ? semicolon : tab)
    }

    /// Numbers below the first line; nil if the separator cuts lines into different numbers of cells, or does not cut.
    private func numbers(_ separator: TableSeparator) -> Int? {
        let cells = lines.cells(separator)
        guard let first = cells.first, first.count > 1, cells.allSatisfy({ $0.count == first.count }) else {
            return nil
        }
        return (cells.count > 1 ? cells.dropFirst() : cells[...]).reduce(0) { sum, row in
            sum + row.count { DecimalNumber(parsing: $0) != nil || Self.commaNumber($0) != nil }
        }
    }

    /// The digits before and after the one comma of a number that has no point.
    private static func commaNumber(_ cell: ArraySlice<UInt8>) -> (whole: Int, fraction: Int, startsWithZero: Bool)? {
        let digits = cell.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        let parts = digits.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(CellStyle.isDigit) }) else {
            return nil
        }
        return (parts[0].count, parts[1].count, parts[0].first == 0x30)
    }

    /// Whether a comma is certainly the decimal sign: numbers have it, none has a point, and some cannot be thousands.
    func hasDecimalComma(_ separator: TableSeparator) -> Bool {
        let cells = lines.cells(separator).flatMap(\.self)
        let commas = cells.compactMap(Self.commaNumber)
        let hasPoint = cells.contains { $0.contains(UInt8(ascii: ".")) && DecimalNumber(parsing: $0) != nil }
        return !hasPoint && commas.contains { $0.fraction != 3 || $0.whole > 3 || $0.startsWithZero }
    }

    /// Whether the first line names the columns; nil if it may, or may hold data.
    func hasHeader(_ separator: TableSeparator, _ style: CellStyle) -> Bool? {
        let cells = lines.cells(separator)
        guard let first = cells.first else { return true }
        func isNumber(_ cell: ArraySlice<UInt8>) -> Bool {
            if case .number = style.cell(cell) { true } else { false }
        }
        let numbers = first.filter(isNumber)
        guard !numbers.isEmpty else { return true }
        // A name where the next line has a number.
        if cells.count > 1, zip(first, cells[1]).contains(where: { style.cell($0) == .text && isNumber($1) }) {
            return true
        }
        let isFraction = numbers.contains { $0.contains(style.decimal) || $0.first == UInt8(ascii: "-") }
        let names = first.filter { !$0.isEmpty }
        if isFraction || Set(names.map(Array.init)).count < names.count { return false }
        return numbers.count == first.count ? nil : true
    }
}
