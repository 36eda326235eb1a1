// SPDX-License-Identifier: Apache-2.0
import Durability
import JobRecords

extension JobFolder {
    /// Number of chunk files, sound or not.
    func durableChunks(on disk: any Disk) throws -> Int {
        guard try disk.status(chunks) != nil else { return 0 }
        return try disk.names(in: chunks).count { $0.hasSuffix(ChunkStore.suffix) }
    }

    /// Whether the plan that the accepted inspection froze is there. Of an inspection by a version that froze none, any plan
    /// is: that version's worker froze it for the same digests.
    public func holdsPlan(of inspection: Inspection?, on disk: any Disk) throws -> Bool {
        guard let found = try FrozenPlan.digest(plan, disk: disk) else { return false }
        return inspection?.plan.map { $0 == found } ?? true
    }
}
