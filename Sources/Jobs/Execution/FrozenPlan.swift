// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation
import JobRecords

/// `plan.json` as it lies in the job's folder.
struct FrozenPlan: Sendable {
    let plan: Plan
    let bytes: [UInt8]
    let digest: String

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

    /// nil where there is none yet.
    static func read(_ path: String, disk: any Disk) throws -> FrozenPlan? {
        guard let bytes = try disk.contents(of: path) else { return nil }
        do {
            return FrozenPlan(plan: try JSONDecoder().decode(Plan.self, from: Data(bytes)), bytes: bytes)
        } catch {
            throw Failure(
                .fault, code: "damaged-plan", "the job's plan cannot be read",
                hint: "drop the bundle again under another name", file: path, cause: "\(error)")
        }
    }
}
