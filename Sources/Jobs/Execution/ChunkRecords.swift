// SPDX-License-Identifier: Apache-2.0
import JobRecords

/// The records of all samples, read from the durable chunks one chunk at a time.
public final class ChunkRecords {
    /// Thrown for a chunk that cannot be read any more, which is then computed again.
    struct Damaged: Error {
        let index: Int
    }

    private let plan: Plan
    private let store: ChunkStore
    private var present: (index: Int, records: [ChunkRecord])?

    init(plan: Plan, store: ChunkStore) {
        self.plan = plan
        self.store = store
    }

    /// The record of a sample. Each chunk is read once if samples are requested in order.
    ///
    /// - Throws: `Damaged`; or the disk's `Failure`.
    public func record(_ sample: Int) throws -> ChunkRecord {
        let chunk = sample / plan.chunkSize
        if present?.index != chunk {
            let expected = plan.samples(of: chunk).count
            guard let records = try store.read(chunk), records.count == expected else { throw Damaged(index: chunk) }
            present = (chunk, records)
        }
        guard let present else { throw Damaged(index: chunk) }
        return present.records[sample - chunk * plan.chunkSize]
    }
}
