// SPDX-License-Identifier: Apache-2.0
import Datasets
import Durability
import Foundation
import JobRecords
import Jobs
import Synchronization

@testable import Pipeline

/// A whole job in one process without its files: chunks in any order on any number of threads, then the result.
struct Drive {
    let bundle: TestBundle
    let prepared: PreparedJob
    var work: GenerationWork { prepared.work }

    init(_ bundle: TestBundle) throws {
        self.bundle = bundle
        prepared = try bundle.prepared()
    }

    /// The records of all samples.
    func records(threads: Int = 1, work: GenerationWork? = nil) throws -> [ChunkRecord] {
        let work = work ?? prepared.work
        let chunks = work.plan.chunkCount
        let results = Mutex<[Int: Result<[ChunkRecord], any Error>]>([:])
        let next = Atomic(chunks - 1)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let index = next.subtract(1, ordering: .relaxed).oldValue
                guard index >= 0 else { return }
                let result = Result { try work.chunk(index) { _ in true } }
                results.withLock { $0[index] = result }
            }
        }
        return try results.withLock { results in try (0..<chunks).flatMap { try results[$0]!.get() } }
    }

    /// Lays the result out in a folder of its own.
    func result(_ records: [ChunkRecord]) throws -> (folder: Scratch, summary: ResultSummary) {
        let folder = try Scratch()
        let layout = try ResultLayout(
            plan: work.plan, job: work.job, data: work.data, earlier: work.earlier(), record: { records[$0] })
        let summary = try withExtendedLifetime(bundle.scratch) { try layout.write(into: ScratchSink(scratch: folder)) }
        return (folder, summary)
    }

    func details(_ records: [ChunkRecord]) throws -> [SampleDetails] {
        try records.map { try CanonicalJSON.decode(SampleDetails.self, from: $0.details) }
    }
}

/// Writes a result to a folder of the test, and hashes each file as a job's result folder does.
final class ScratchSink: DigestingSink {
    let scratch: Scratch
    private(set) var files: [ResultFolder.WrittenFile] = []

    init(scratch: Scratch) { self.scratch = scratch }

    func file(_ path: String, _ body: (_ append: (ArraySlice<UInt8>) throws -> Void) throws -> Void) throws {
        let bytes = Mutex<[UInt8]>([])
        try body { part in bytes.withLock { $0 += part } }
        let written = bytes.withLock { $0 }
        try scratch.write(written, path)
        files.append(.init(path: path, bytes: written.count, digest: SHA256Hasher.digest(of: written)))
    }
}
