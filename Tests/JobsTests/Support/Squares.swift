// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Synchronization

@testable import JobRecords
@testable import Jobs

/// A computation of a few lines: sample i is stored as i², two files and a table.
struct Squares: Work {
    var plan: Plan
    var changedInput: String?
    let computed = Counter()

    final class Counter: Sendable {
        private let chunks = Mutex<[Int]>([])
        func add(_ chunk: Int) { chunks.withLock { $0.append(chunk) } }
        var sorted: [Int] { chunks.withLock { $0.sorted() } }
    }

    init(samples: Int = 10, chunkSize: Int = 3, numerics: Int = 1) {
        plan = Plan(
            sampleCount: samples, chunkSize: chunkSize, seed: 0,
            numerics: Numerics(version: numerics, arithmetic: "native", blas: "none", core: "test"), inputs: [],
            settings: "{}")
    }

    /// The same computation by the plan that was frozen, where there is one.
    func going(on frozen: Plan?) -> Squares {
        var copy = self
        copy.plan = frozen ?? plan
        return copy
    }

    func chunk(_ index: Int, progress: (Double) -> Bool) throws -> [ChunkRecord] {
        guard progress(0.5) else { throw CancellationError() }
        computed.add(index)
        return plan.samples(of: index).map { sample in
            ChunkRecord(stored: Array("\(sample * sample)".utf8), details: Array("{\"index\":\(sample)}".utf8))
        }
    }

    func checkInputs() throws {
        if let changedInput {
            throw Failure(.incomplete, code: "changed", "is not what it was", file: changedInput)
        }
    }

    func layOut(_ records: ChunkRecords, into result: ResultFolder) throws -> ResultSummary {
        for sample in 0..<plan.sampleCount {
            try result.file("augmented/\(sample % 2)/\(sample).txt") { try $0(records.record(sample).stored[...]) }
        }
        try result.file("samples.csv") { append in
            for sample in 0..<plan.sampleCount { try append(records.record(sample).details[...]) }
        }
        try result.file(Publication.manifest, bytes: Array("{\"samples\":\(plan.sampleCount)}\n".utf8))
        return Self.summary(plan.sampleCount)
    }

    static func summary(_ samples: Int) -> ResultSummary {
        ResultSummary(
            samples: samples, successes: samples, unchanged: 0, failed: 0, skipped: 0, attackSuccessRate: 1,
            meanL2: 0.5,
            meanMi: 2, warnings: [])
    }
}

/// The events of one run, gathered from its threads.
final class Events: Sendable {
    private let all = Mutex<[WorkerEvent]>([])
    func add(_ event: WorkerEvent) { all.withLock { $0.append(event) } }
    var list: [WorkerEvent] { all.withLock { $0 } }
    var chunks: Int { list.count { if case .chunk = $0 { true } else { false } } }
}
