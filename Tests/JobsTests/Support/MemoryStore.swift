// SPDX-License-Identifier: Apache-2.0
import Foundation
import JobRecords
import Jobs
import Synchronization

/// A ledger in memory: a committed transaction is durable, and one operation that a crash may precede or follow.
final class MemoryStore: JobStore {
    private struct State {
        var number = 0
        var jobs: [Int: JobRecord] = [:]
        var events: [NumberedEvent] = []
    }

    private let state = Mutex(State())
    /// Called before each transaction; throws where the machine crashes.
    private let before: Mutex<@Sendable () throws -> Void>

    init() { before = Mutex {} }

    func setBefore(_ body: @escaping @Sendable () throws -> Void) { before.withLock { $0 = body } }

    private func commit<Result>(_ body: (inout State) -> Result) throws -> Result {
        try before.withLock { $0 }()
        return state.withLock { body(&$0) }
    }

    func takeNumber() throws -> Int {
        try commit { state in
            state.number += 1
            return state.number
        }
    }

    func numbersGoOn(above number: Int) throws { try commit { $0.number = max($0.number, number) } }

    func save(_ job: JobRecord, _ event: JobEvent?) throws {
        try commit { state in
            state.jobs[job.number] = job
            if let event { state.events.append(NumberedEvent(sequence: state.events.count + 1, event: event)) }
        }
    }

    func setWork(_ path: String, ofJobsIn inbox: String) throws {
        let older = all.filter { $0.workPath.isEmpty && $0.inboxPath == inbox }
        guard !older.isEmpty else { return }
        try commit { state in for job in older { state.jobs[job.number]?.workPath = path } }
    }

    func append(_ event: JobEvent) throws {
        try commit { $0.events.append(NumberedEvent(sequence: $0.events.count + 1, event: event)) }
    }

    private var all: [JobRecord] { state.withLock { $0.jobs.values.sorted { $0.number > $1.number } } }

    func job(_ number: Int) throws -> JobRecord? { state.withLock { $0.jobs[number] } }
    func newestJob(named name: String) throws -> JobRecord? { all.first { $0.name == name } }
    func jobs(in wanted: JobState?, limit: Int) throws -> [JobRecord] {
        Array(all.filter { wanted == nil || $0.state == wanted }.prefix(limit))
    }
    func openJobs() throws -> [JobRecord] { all.reversed().filter { !$0.state.isFinal } }
    func openNames() throws -> [Int: String] {
        Dictionary(uniqueKeysWithValues: try openJobs().map { ($0.number, $0.name) })
    }
    func published(dataset: String, checkpoint: String, settings: String) throws -> [JobRecord] {
        all.filter { $0.state == .published && $0.datasetDigest == dataset }
    }
    func isReserved(_ name: String, in outbox: String, besides job: Int?) throws -> Bool {
        try openJobs().contains { $0.outboxName == name && $0.number != job }
    }
    func publishedJob(as outboxName: String, in outbox: String) throws -> JobRecord? {
        all.first { $0.state == .published && $0.outboxName == outboxName && $0.outboxPath == outbox }
    }
    func counts() throws -> [JobState: Int] { Dictionary(grouping: all, by: \.state).mapValues(\.count) }
    func events(after sequence: Int, of job: Int?, limit: Int) throws -> [NumberedEvent] {
        state.withLock { $0.events.filter { $0.sequence > sequence } }
    }
    func lastEvent() throws -> Int { state.withLock { $0.events.count } }
}
