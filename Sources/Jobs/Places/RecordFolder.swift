// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// `records/17.json`: what is known of a job without the ledger. A record is durable before its input gets the name of
/// a claim, and written again before its result is published and at its end. It is never deleted with the job folder.
public struct RecordFolder: Sendable {
    private let work: WorkFolder
    private let disk: any Disk
    private static let suffix = ".json"
    private static let largest = 4 << 20

    /// The records in a work folder.
    public init(_ work: WorkFolder, on disk: any Disk) {
        self.work = work
        self.disk = disk
    }

    private struct Document: Codable {
        var schema = 1
        var job: JobRecord
    }

    private func path(_ number: Int) -> String { "\(work.records)/\(number)\(Self.suffix)" }

    /// - Parameter isRepeated: whether the record before means the same, so that either may survive a crash.
    func write(_ job: JobRecord, isRepeated: Bool = false) throws {
        let bytes = try Self.encoder.encode(Document(job: job)) + [UInt8(ascii: "\n")]
        try disk.writeDurably(bytes, to: path(job.number), syncsName: !isRepeated)
    }

    /// nil if there is none, or a crash left it unfinished.
    func read(_ number: Int) throws -> JobRecord? {
        guard let bytes = try disk.contents(of: path(number), limit: Self.largest),
            let job = try? Self.decoder.decode(Document.self, from: Data(bytes)).job, job.number == number
        else { return nil }
        return job
    }

    func remove(_ number: Int) throws {
        guard try disk.status(path(number)) != nil else { return }
        try disk.removeFile(path(number))
    }

    /// Numbers of all records, ascending.
    func numbers() throws -> [Int] {
        guard try disk.status(work.records) != nil else { return [] }
        return try disk.names(in: work.records)
            .compactMap { $0.hasSuffix(Self.suffix) ? Int($0.dropLast(Self.suffix.utf8.count)) : nil }.sorted()
    }

    /// The highest job number that was ever given out; 0 if none was.
    func highest() throws -> Int {
        let told = try disk.contents(of: work.highest, limit: 64)
            .flatMap { Int(String(decoding: $0, as: UTF8.self).trimmed) }
        return max(told ?? 0, try numbers().last ?? 0)
    }

    /// Records the highest number. Not synced, because the records are.
    func note(highest number: Int) throws { try disk.writeWhole(Array("\(number)\n".utf8), to: work.highest) }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.dateEncodingStrategy = .secondsSince1970
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.dateDecodingStrategy = .secondsSince1970
        return decoder
    }
}
