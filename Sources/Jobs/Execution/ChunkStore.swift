// SPDX-License-Identifier: Apache-2.0
import Base
import Durability

/// The durable chunks of a job: one file each, written once.
///
/// A file is a header line, `uaed-chunk 1 PLAN INDEX RECORDS BYTES SHA256`, followed by the records, each as the
/// lengths of its two parts (32 bits each, little endian) and the parts, `details` before `stored`. It counts only for
/// the plan whose digest it carries, so chunks of other numerics are never mixed in.
struct ChunkStore: Sendable {
    static let magic = "uaed-chunk 1"
    static let suffix = ".chunk"
    /// Bytes; uaed writes no longer chunk file.
    static let largest = 2 << 30

    let folder: String
    let disk: any Disk
    /// SHA-256 of `plan.json`.
    let planDigest: String

    private func path(_ index: Int) -> String {
        let digits = String(index)
        return folder + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + Self.suffix
    }

    func write(_ records: [ChunkRecord], as index: Int) throws {
        var payload: [UInt8] = []
        payload.reserveCapacity(records.reduce(0) { $0 + 8 + $1.details.count + $1.stored.count })
        for record in records {
            payload += Self.bytes(record.details.count) + Self.bytes(record.stored.count)
            payload += record.details
            payload += record.stored
        }
        let digest = SHA256Hasher.digest(of: payload)
        let header = "\(Self.magic) \(planDigest) \(index) \(records.count) \(payload.count) \(digest)\n"
        try disk.writeDurably(Array(header.utf8) + payload, to: path(index))
    }

    /// The records of chunk `index`; nil if there is no file, or it is damaged or belongs to another plan. A sector
    /// that the disk cannot read is damage like any other: the chunk is computed again.
    func read(_ index: Int) throws -> [ChunkRecord]? {
        guard let bytes = try contents(index),
            let end = bytes.prefix(512).firstIndex(of: UInt8(ascii: "\n"))
        else { return nil }
        let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        let payload = Array(bytes[(end + 1)...])
        guard words.count == 7, "\(words[0]) \(words[1])" == Self.magic, words[2] == planDigest,
            words[3] == String(index), let count = Int(words[4]), words[5] == String(payload.count),
            words[6] == SHA256Hasher.digest(of: payload)
        else { return nil }
        return Self.records(payload, count: count)
    }

    private func contents(_ index: Int) throws -> [UInt8]? {
        do {
            return try disk.contents(of: path(index), limit: Self.largest)
        } catch let failure as Failure where failure.code == "io" {
            return nil
        }
    }

    func remove(_ index: Int) throws {
        if try disk.status(path(index)) != nil { try disk.removeFile(path(index)) }
    }

    private static func records(_ payload: [UInt8], count: Int) -> [ChunkRecord]? {
        var records: [ChunkRecord] = []
        var place = 0
        for _ in 0..<count {
            guard payload.count - place >= 8 else { return nil }
            let (details, stored) = (length(payload, at: place), length(payload, at: place + 4))
            place += 8
            guard payload.count - place >= details + stored else { return nil }
            records.append(
                ChunkRecord(
                    stored: Array(payload[(place + details)..<(place + details + stored)]),
                    details: Array(payload[place..<(place + details)])))
            place += details + stored
        }
        return place == payload.count ? records : nil
    }

    private static func bytes(_ length: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }

    private static func length(_ bytes: [UInt8], at place: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
}
