// SPDX-License-Identifier: Apache-2.0
/// Writes a table with the source's header, a row for each sample.
struct TableResult: ResultFormat {
    let output: String
    let count: Int
    let format: TableFormat
    /// The header's bytes with the line ending; nil if the table has no header.
    let header: [UInt8]?
    let limits: DatasetLimits

    var outputs: [String] { [output] }

    /// `augmented.csv`, or with the source's own ending; never compressed.
    static func output(_ path: String) -> String {
        let name = path.lowercased().hasSuffix(".gz") ? path.dropLast(3) : path[...]
        return "augmented" + (name.lastIndex(of: ".").map { name[$0...].lowercased() } ?? ".csv")
    }

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        try sink.file(output) { append in
            try append((format.prefix + (header ?? []))[...])
            for index in 0..<count {
                if let row = try record(index) { try append(row[...]) }
            }
        }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        let reader = try RowReader(
            PooledFile(BundleFolder(path: folder), path, limits: limits).open(), format: format, limits: limits)
        var found: [Int: [UInt8]] = [:]
        var row = RawRow()
        while try reader.next(into: &row) {
            let place = reader.position - (header == nil ? 1 : 2)
            if places.contains(place) { found[place] = row.raw }
        }
        return found
    }

    func pixels(of record: [UInt8]) -> [Float]? { nil }
}
