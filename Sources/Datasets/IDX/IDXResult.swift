// SPDX-License-Identifier: Apache-2.0
/// Writes the images under the source's name, compressed if the source is, and the labels beside them.
struct IDXResult: ResultFormat {
    let imagesFile: String
    let labelsFile: String?
    let height: Int
    let width: Int
    let count: Int
    /// The classes of the samples; empty without a labels file.
    let classes: [UInt8]
    let limits: DatasetLimits

    var outputs: [String] {
        ([imagesFile] + (labelsFile.map { [$0] } ?? [])).sorted(by: precedes).map { "augmented/\($0)" }
    }

    func pixels(of record: [UInt8]) -> [Float]? { record.map { Float($0) / 255 } }

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        let kept = try (0..<count).filter { try record($0) != nil }
        try write(imagesFile, header: [0x803, kept.count, height, width], parts: kept.count, into: sink) {
            try record(kept[$0]) ?? []
        }
        guard let labelsFile else { return }
        try write(labelsFile, header: [0x801, kept.count], parts: 1, into: sink) { _ in kept.map { classes[$0] } }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        let reader = try PooledFile(BundleFolder(path: folder), path, limits: limits).open()
        let size = height * width
        var found: [Int: [UInt8]] = [:]
        for place in places.sorted() where try reader.skip(to: IDXSet.imagesHeader + place * size) {
            found[place] = try reader.next(size)
        }
        return found
    }

    private func write(
        _ path: String, header: [Int], parts: Int, into sink: any ResultSink, _ part: (Int) throws -> [UInt8]
    ) throws {
        let header = header.flatMap { size in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) } }
        try sink.file("augmented/\(path)") { append in
            guard path.lowercased().hasSuffix(".gz") else {
                try append(header[...])
                return try (0..<parts).forEach { try append(part($0)[...]) }
            }
            let deflater = try Deflater()
            try deflater.write(header, append)
            for index in 0..<parts { try deflater.write(part(index), append) }
            try deflater.finish(append)
        }
    }
}

/// Stores samples as raw pixels, one byte each.
struct IDXEncoder: SampleEncoder {
    let pixels: [UInt8]
    let size: Int

    func stored(_ k: Int, values: [Float]?, source: ArraySlice<Float>) -> [UInt8] {
        values.map { $0.map { UInt8(nearestLevel($0, of: 255)) } } ?? Array(pixels[k * size..<(k + 1) * size])
    }

    func readBack(_ k: Int, values: [Float], source: ArraySlice<Float>) -> [Float] {
        values.map { unit(nearestLevel($0, of: 255), of: 255) }
    }
}
