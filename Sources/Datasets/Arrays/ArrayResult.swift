// SPDX-License-Identifier: Apache-2.0
import Base

/// Writes the arrays of a source under their own names, each with the samples that are not left out.
struct ArrayResult: ResultFormat {
    let source: ArraySource
    /// The positions of the samples in the array; nil if `limit` leaves none out.
    let places: [Int]?
    /// For each value of a sample, its place among the sample's elements; nil if they are the same.
    let samplePlaces: [Int]?
    let range: ArrayRange

    var outputs: [String] { source.files.map(Self.output) }

    static func output(_ path: String) -> String { "augmented/\(path)" }

    private var count: Int { places?.count ?? source.data.count }

    func layOut(record: (Int) throws -> [UInt8]?, into sink: any ResultSink) throws {
        let kept = try (0..<count).filter { try record($0) != nil }
        let sources = places.map { places in kept.map { places[$0] } } ?? kept
        func write(_ one: ArraySource.Carried, _ append: ([UInt8]) throws -> Void) throws {
            let array = one.array
            try append(NPYHeader.bytes(array.type, [kept.count] + array.header.shape.dropFirst()))
            guard array.name == source.data.name else {
                for place in sources { try append(array.bytes(of: place..<place + 1)) }
                return
            }
            for index in kept { try append(record(index) ?? []) }
        }
        guard source.isArchive else {
            for one in source.carried {
                try sink.file(Self.output(one.path)) { append in try write(one) { try append($0[...]) } }
            }
            return
        }
        try sink.file(Self.output(source.path)) { append in
            var archive = ZipWriter()
            for one in source.carried {
                try append(archive.begin(one.member.name + ".npy", isDeflated: one.member.isDeflated)[...])
                try write(one) { try append(archive.add($0)[...]) }
                try append(archive.end()[...])
            }
            try append(archive.directory[...])
        }
    }

    func laidOut(_ places: Set<Int>, of path: String, in folder: String) throws -> [Int: [UInt8]] {
        let limits = DatasetLimits()
        let file = try ArrayFile(path, in: BundleFolder(path: folder), limits: limits)
        let name = source.carried.first { $0.array.name == source.data.name }?.member.name
        guard let member = file.members.first(where: { !file.isArchive || $0.name == name }) else { return [:] }
        let header = try member.file.read(at: 0) { try NPYHeader($0.next(NPYHeader.longest), file: path) }
        guard header.shape.first != 0 else { return [:] }
        let array = try ArrayBytes(path, in: member.file)
        var found: [Int: [UInt8]] = [:]
        for place in places.sorted() where place < array.count { found[place] = try array.bytes(of: place..<place + 1) }
        return found
    }

    func pixels(of record: [UInt8]) -> [Float]? {
        let elements = source.data.elements
        guard record.count == source.data.sampleBytes else { return [] }
        return ArrayEncoder(bytes: record, places: samplePlaces, elements: elements, range: range).values(1)
    }
}
