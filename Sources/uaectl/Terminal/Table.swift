// SPDX-License-Identifier: Apache-2.0
/// A table for people. Columns are as wide as their widest cell and two spaces apart.
struct Table {
    enum Alignment { case left, right }

    struct Cell {
        var text: String
        var style = Style.plain
    }

    /// A row of cells, or a line across all columns below the previous row.
    private enum Row {
        case cells([Cell])
        case line(String)
    }

    private let alignments: [Alignment]
    private var rows: [Row]

    init(_ columns: [(title: String, alignment: Alignment)]) {
        alignments = columns.map(\.alignment)
        rows = [.cells(columns.map { Cell(text: $0.title, style: .bold) })]
    }

    mutating func add(_ cells: [Cell]) { rows.append(.cells(cells)) }

    mutating func add(line: String) { rows.append(.line(line)) }

    var lines: [String] {
        let widths = alignments.indices.map { column in
            rows.map { if case .cells(let cells) = $0 { Self.width(cells[column].text) } else { 0 } }.max() ?? 0
        }
        return rows.map { row in
            switch row {
            case .line(let line): line
            case .cells(let cells): Self.joined(cells, widths, alignments)
            }
        }
    }

    private static func joined(_ cells: [Cell], _ widths: [Int], _ alignments: [Alignment]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: widths[index] - width(cell.text))
            let text = cell.style(cell.text)
            let isLast = index == cells.count - 1
            line += alignments[index] == .right ? padding + text : isLast ? text : text + padding
            if !isLast { line += "  " }
        }
        return line
    }

    /// The number of columns that a terminal uses: two for a character of the wide scripts or a pictograph, else one.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + (($1.unicodeScalars.first?.isWide ?? false) ? 2 : 1) }
    }

    /// `text`, shortened to `limit` columns with an ellipsis if it is longer.
    static func fitted(_ text: String, width limit: Int) -> String {
        guard width(text) > limit else { return text }
        var (fitted, used) = ("", 0)
        for character in text {
            used += width(String(character))
            guard used < limit else { break }
            fitted.append(character)
        }
        return fitted + "…"
    }
}

extension Unicode.Scalar {
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
