// SPDX-License-Identifier: Apache-2.0
/// Writes the records under the source's name, with their classes.
struct CIFARResult: ResultFormat {
    let file: String
    let count: Int
    let recordBytes: Int
    let limits: DatasetLimits

    var outputs: [String] { ["augmented/\(file)"] }

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        try sink.file("augmented/\(file)") { append in
            for index in 0..<count {
                if let bytes = try record(index) { try append(bytes[...]) }
            }
        }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        let reader = try PooledFile(BundleFolder(path: folder), path, limits: limits).open()
        var found: [Int: [UInt8]] = [:]
        for place in places.sorted() where try reader.skip(to: place * recordBytes) {
            found[place] = try reader.next(recordBytes)
        }
        return found
    }

    func pixels(of record: [UInt8]) -> [Float]? { CIFAREncoder.values(record[...]) }
}

/// Stores samples as records.
struct CIFAREncoder: SampleEncoder {
    let records: [UInt8]
    let recordBytes: Int

    /// Pixel by pixel, with red, green and blue beside each other.
    static func values(_ record: ArraySlice<UInt8>) -> [Float] {
        let planes = Array(record.suffix(CIFARSet.pixels))
        return planes.indices.map { unit(Int(planes[place($0)]), of: 255) }
    }

    /// The place of a value in the record's planes.
    private static func place(_ element: Int) -> Int { element % 3 * 1024 + element / 3 }

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) -> [UInt8] {
        var record = Array(records[k * recordBytes..<(k + 1) * recordBytes])
        guard let values else { return record }
        let start = recordBytes - CIFARSet.pixels
        for (element, value) in values.enumerated() {
            record[start + Self.place(element)] = UInt8(nearestLevel(value, of: 255))
        }
        return record
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        values.map { unit(nearestLevel($0, of: 255), of: 255) }
    }
}
