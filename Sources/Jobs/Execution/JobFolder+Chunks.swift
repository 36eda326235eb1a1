// SPDX-License-Identifier: Apache-2.0
import Durability
import JobRecords

extension JobFolder {
    /// Number of chunk files, sound or not.
    func durableChunks(on disk: any Disk) throws -> Int {
        guard try disk.status(chunks) != nil else { return 0 }
        return try disk.names(in: chunks).count { $0.hasSuffix(ChunkStore.suffix) }
    }
}
