// SPDX-License-Identifier: Apache-2.0
/// Collects rows of a table for a `SampleBatch`.
struct TableBatch {
    var identities: [SampleIdentity] = []
    private var values: [Float] = []
    private var frozen: [Bool] = []
    private var encoder: TableEncoder

    init(columns: [ColumnGrid], separator: TableSeparator) {
        encoder = TableEncoder(columns: columns, separator: separator)
    }

    mutating func append(_ row: RawRow) {
        var spans: [Range<Int>] = []
        spans.reserveCapacity(encoder.columns.count)
        for column in encoder.columns {
            let index = column.index(ofCell: row.cell(column.column))
            values.append(index.map(column.value) ?? column.mean)
            frozen.append(index == nil || column.isConstant)
            spans.append(row.span(column.column))
        }
        encoder.rows.append(TableEncoder.Row(raw: row.raw, spans: spans, frozen: Array(frozen.suffix(spans.count))))
    }

    var samples: SampleBatch {
        SampleBatch(
            identities: identities, values: values, frozen: frozen.contains(true) ? frozen : nil, encoder: encoder)
    }
}

/// Stores samples as rows: the source's bytes, with new numbers in the cells that changed.
struct TableEncoder: SampleEncoder {
    struct Row {
        let raw: [UInt8]
        /// Where the attacked cells' spellings lie in `raw`, in the model's order.
        let spans: [Range<Int>]
        let frozen: [Bool]

        func isQuoted(_ place: Int) -> Bool {
            raw[..<spans[place].lowerBound].last { $0 != 0x20 && $0 != 0x09 } == 0x22
        }
    }

    let columns: [ColumnGrid]
    let separator: TableSeparator
    var rows: [Row] = []

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) -> [UInt8] {
        let row = rows[k]
        guard let values else { return row.raw }
        let changes = columns.indices.filter { isChanged(k, $0, values, source) }
            .sorted { row.spans[$0].lowerBound < row.spans[$1].lowerBound }
        var line: [UInt8] = []
        var done = 0
        for place in changes {
            line += row.raw[done..<row.spans[place].lowerBound]
            let text = Array(columns[place].text(columns[place].index(values[place])).utf8)
            // A decimal comma between commas is in quotes, also where the source's cell needed none.
            let needsQuotes = text.contains(where: separator.matches) && !row.isQuoted(place)
            line += needsQuotes ? [0x22] + text + [0x22] : text
            done = row.spans[place].upperBound
        }
        return line + row.raw[done...]
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        columns.indices.map { place in
            isChanged(k, place, values, source)
                ? columns[place].value(columns[place].index(values[place])) : source[source.startIndex + place]
        }
    }

    /// Whether a cell is rewritten: it is not frozen, and its new value would be read back
    /// differently from the source's.
    private func isChanged(_ k: Int, _ place: Int, _ values: [Float], _ source: ArraySlice<Float>) -> Bool {
        let old = source[source.startIndex + place]
        let column = columns[place]
        return !rows[k].frozen[place] && values[place] != old && column.value(column.index(values[place])) != old
    }
}
