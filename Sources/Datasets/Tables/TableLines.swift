// SPDX-License-Identifier: Apache-2.0
/// The first lines of a table, to find out how it is written.
struct TableLines {
    /// Without line endings and blank lines.
    let lines: [ArraySlice<UInt8>]

    private static let most = 64

    /// - Parameters:
    ///   - isWhole: whether `text` ends where the file does; else its last line is left out.
    ///   - comment: what lines begin with that are passed over.
    init(_ text: ArraySlice<UInt8>, isWhole: Bool, comment: UInt8?) {
        var lines: [ArraySlice<UInt8>] = []
        var rest = text
        while !rest.isEmpty, lines.count < Self.most {
            let (line, length) = Self.first(rest)
            let isBroken = line.count == rest.count && !isWhole
            rest = rest.dropFirst(length)
            let first = line.first { $0 != 0x20 && $0 != 0x09 }
            if !isBroken, let first, first != comment { lines.append(line) }
        }
        self.lines = lines
    }

    /// The first line without its ending, and its length with it. In quotes, a line goes on.
    private static func first(_ text: ArraySlice<UInt8>) -> (line: ArraySlice<UInt8>, length: Int) {
        var isQuoted = false
        for place in text.indices {
            if text[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, text[place] == 0x0A || text[place] == 0x0D else { continue }
            let isPair = text[place] == 0x0D && place + 1 < text.endIndex && text[place + 1] == 0x0A
            return (text[..<place], place - text.startIndex + (isPair ? 2 : 1))
        }
        return (text, text.count)
    }

    /// The cells of each line, without quotes and blanks around them.
    func cells(_ separator: TableSeparator) -> [[ArraySlice<UInt8>]] { lines.map { Self.cells($0, separator) } }

    static func cells(_ line: ArraySlice<UInt8>, _ separator: TableSeparator) -> [ArraySlice<UInt8>] {
        var cells: [ArraySlice<UInt8>] = []
        var start = line.startIndex
        var isQuoted = false
        for place in line.indices {
            if line[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted, separator.matches(line[place]) else { continue }
            cells.append(line[start..<place])
            start = place + 1
        }
        cells.append(line[start...])
        if separator == .blanks { cells.removeAll(where: \.isEmpty) }
        return cells.map { DecimalNumber.trimmed($0) }.map {
            let isQuoted = $0.count > 1 && $0.first == 0x22 && $0.last == 0x22
            return isQuoted ? DecimalNumber.trimmed($0.dropFirst().dropLast()) : $0
        }
    }
}

/// What stands between the cells of a row.
enum TableSeparator: Equatable, Sendable {
    case sign(UInt8)
    /// One or more blanks or tabs, also before the first cell and after the last.
    case blanks

    /// nil for blanks.
    var sign: UInt8? { if case .sign(let sign) = self { sign } else { nil } }

    func matches(_ byte: UInt8) -> Bool {
        switch self {
        case .sign(let sign): byte == sign
        case .blanks: byte == 0x20 || byte == 0x09
        }
    }
}
