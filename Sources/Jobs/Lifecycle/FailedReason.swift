// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// `NAME.jobN.failed.json`: why a job failed, for people who look beside their input.
struct FailedReason: Codable {
    var schema = 1
    var job: Int
    var name: String
    var reason: String?
    var failure: Failure

    init(_ job: JobRecord, _ failure: Failure) {
        self.job = job.number
        name = job.name
        reason = job.reason
        self.failure = failure
    }

    /// nil if there is none, or it cannot be decoded.
    static func read(_ file: String, disk: any Disk) -> FailedReason? {
        guard let bytes = try? disk.contents(of: file, limit: 1 << 20) else { return nil }
        return try? JSONDecoder().decode(FailedReason.self, from: Data(bytes))
    }

    func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
