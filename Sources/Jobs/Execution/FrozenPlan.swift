// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// `plan.json` in a job folder: the plan, its bytes and their SHA-256.
struct FrozenPlan: Sendable {
    let plan: Plan
    let bytes: [UInt8]
    let digest: String

    /// Bytes; a plan has a line of some hundred bytes for each of up to a million inputs.
    private static let largest = 1 << 30

    init(_ plan: Plan) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        self.init(plan: plan, bytes: Array(try encoder.encode(plan)) + [UInt8(ascii: "\n")])
    }

    private init(plan: Plan, bytes: [UInt8]) {
        self.plan = plan
        self.bytes = bytes
        digest = SHA256Hasher.digest(of: bytes)
    }

    /// nil if there is none yet.
    ///
    /// - Throws: `Failure`, fault `damaged-plan`, if it cannot be decoded; or the disk's.
    static func read(_ path: String, disk: any Disk) throws -> FrozenPlan? {
        guard let bytes = try disk.contents(of: path, limit: largest) else { return nil }
        do {
            return FrozenPlan(plan: try JSONDecoder().decode(Plan.self, from: Data(bytes)), bytes: bytes)
        } catch {
            throw Failure(
                .fault, code: "damaged-plan", "the job's plan cannot be read",
                hint: "drop the bundle again under another name", file: path, cause: "\(error)")
        }
    }

    /// The SHA-256 of the plan in a job folder; nil if there is none.
    static func digest(_ path: String, disk: any Disk) throws -> String? {
        guard let file = try disk.openFile(path) else { return nil }
        return try file.digest()
    }
}
