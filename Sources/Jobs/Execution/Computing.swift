// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// Computes the chunks of a job until all are durable, then lays out the result.
struct Computing<W: Work>: Sendable {
    /// How often durable chunks that cannot be read are computed again: a disk that keeps losing chunks is broken.
    private static var repairs: Int { 3 }

    let work: W
    let store: ChunkStore
    let threads: Int
    let isStopping: @Sendable () -> Bool
    let report: @Sendable (WorkerEvent) -> Void

    private var plan: Plan { work.plan }

    /// Reports the chunks that exist and computes the others.
    ///
    /// - Returns: the number of chunks that existed.
    func begin() throws -> Int {
        let finished = try (0..<plan.chunkCount).filter { try isWhole($0) }
        report(.started(chunks: plan.chunkCount, finished: finished.count, samples: plan.sampleCount))
        let missing = Set(0..<plan.chunkCount).subtracting(finished).sorted()
        try compute(missing, RunProgress(plan: plan, finished: finished))
        return finished.count
    }

    private func isWhole(_ chunk: Int) throws -> Bool {
        if isStopping() { throw CancellationError() }
        return try store.read(chunk)?.count == plan.samples(of: chunk).count
    }

    private func compute(_ chunks: [Int], _ progress: RunProgress) throws {
        try ChunkPool.run(chunks, threads: threads) { index in
            if isStopping() { throw CancellationError() }
            let records = try work.chunk(index) { share in
                report(.progress(samples: progress.chunk(index, isAt: share)))
                return !isStopping()
            }
            try store.write(records, as: index)
            report(.chunk(index: index, samples: progress.chunkIsDurable(index)))
        }
    }

    /// Lays the result out afresh; `complete` adds the files that only `Jobs` knows.
    ///
    /// - Throws: `Failure`, environment `io`, if chunks still cannot be read after all repairs.
    func finish(
        into folder: JobFolder, complete: (ResultFolder, ResultSummary) throws -> Void
    ) throws -> ResultSummary {
        try work.checkInputs()
        for _ in 0..<Self.repairs {
            do {
                let result = try ResultFolder(folder.result, disk: store.disk)
                let summary = try work.layOut(ChunkRecords(plan: plan, store: store), into: result)
                try complete(result, summary)
                return summary
            } catch let damaged as ChunkRecords.Damaged {
                report(.chunkLost(index: damaged.index))
                try store.remove(damaged.index)
                let finished = (0..<plan.chunkCount).filter { $0 != damaged.index }
                try compute([damaged.index], RunProgress(plan: plan, finished: finished))
            }
        }
        throw Failure(
            .environment, code: "io", "chunks that were written cannot be read back",
            hint: "look at the disk: dmesg | tail", file: store.folder)
    }
}
