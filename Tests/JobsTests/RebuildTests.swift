// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// The ledger is lost whole: every job is found again by its record.
@Suite(.timeLimit(.minutes(10))) struct RebuildTests {
    let scratch = try! Scratch()

    private func inspection(_ dataset: String) -> Inspection {
        Inspection(
            samples: 10, dataset: "10 images", checkpoint: "model.onnx", preset: "uaed", method: "minmax",
            sampling: "random", chunks: 4, chunkSize: 3, cleanLoss: 1, meanLoss: 2, estimatedSeconds: 1,
            estimatedBytes: 100, datasetDigest: dataset, checkpointDigest: "c", settingsDigest: "s")
    }

    private func publish(_ life: JobLife, _ name: String, _ dataset: String) throws -> JobRecord {
        try scratch.publish(life, life.accept(scratch.claim(life, name, .declared), inspection(dataset)))
    }

    private func loseLedger() throws -> JobLife {
        for file in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            try scratch.disk.removeTree("\(scratch.path)/\(file)")
        }
        let life = try scratch.life()
        _ = try life.recover([scratch.place])
        return life
    }

    @Test func jobsThatAreOverAreFoundAgain() throws {
        var life = try scratch.life()
        let first = try publish(life, "a", "d1")
        // A second job of the same name, whose result a person has taken away.
        let second = try publish(life, "a", "d2")
        #expect(second.outboxName == "a-2")
        try scratch.disk.removeTree(scratch.outbox + "/a-2")
        let twin = try life.accept(scratch.claim(life, "twin", .declared), inspection("d1"))
        #expect(twin.reason == JobReason.duplicate)
        let failure = Failure.refused("ragged-row", "has 3 cells", hint: "mend it", file: "a.csv", row: 7)
        _ = try life.end(scratch.claim(life, "bad", .declared), .failed, reason: JobReason.refused, failure: failure)
        _ = try life.end(scratch.claim(life, "unwanted", .declared), .cancelled)

        life = try loseLedger()
        let jobs = try life.store.jobs(in: nil, limit: 10)
        #expect(jobs.map(\.number) == [5, 4, 3, 2, 1])
        #expect(jobs.map(\.state) == [.cancelled, .failed, .published, .published, .published])
        #expect(jobs.map(\.name) == ["unwanted", "bad", "twin", "a", "a"])
        #expect(jobs.map(\.outboxName).suffix(2) == ["a-2", "a"])
        #expect(jobs[1].failure == failure && jobs[1].reason == JobReason.refused)
        #expect(jobs[2].reason == JobReason.duplicate)
        #expect(jobs[4].summary == Squares.summary(10) && jobs[4].arrival == .declared)
        #expect(
            jobs[4].datasetDigest == "d1" && jobs[4].claim == first.claim
                && jobs[4].manifestDigest == first.manifestDigest)
        #expect(abs(jobs[4].claimed.timeIntervalSince(first.claimed)) < 1)
        #expect(try life.store.events(after: 0, of: nil, limit: 10).map(\.event.kind) == ["rebuilt"])
        // Neither numbers nor results are given twice, and what was computed once is known.
        #expect(
            try life.accept(scratch.claim(life, "again", .declared), inspection("d1")).reason == JobReason.duplicate)
        #expect(try scratch.claim(life, "next", .declared).number == 7)
    }

    @Test func openJobsGoOn() throws {
        var life = try scratch.life()
        _ = try publish(life, "done", "d1")
        let running = try life.move(
            life.accept(scratch.claim(life, "running", .declared), inspection("d2")), to: .running)
        _ = try life.prepare(running)
        let events = Events()
        #expect(throws: CancellationError.self) {
            try scratch.run(running, isStopping: { events.chunks > 0 }, report: { events.add($0) })
        }
        let chunks = try scratch.disk.names(in: running.folder.chunks)
        #expect(!chunks.isEmpty)
        let queued = try life.accept(scratch.claim(life, "queued", .declared), inspection("d3"))
        // Killed between the result's rename and the ledger.
        let renamed = try life.accept(scratch.claim(life, "renamed", .declared), inspection("d4"))
        _ = try life.prepare(renamed)
        var record = renamed
        (record.state, record.summary) = (.publishing, try scratch.run(renamed))
        try life.records(of: renamed).write(record)
        try scratch.disk.rename(renamed.folder.result, to: scratch.outbox + "/renamed")

        life = try loseLedger()
        #expect(try life.store.openJobs().map(\.number) == [running.number, queued.number])
        #expect(try life.store.job(renamed.number)?.state == .published)
        #expect(try scratch.names("inbox").contains("renamed.job4.done"))
        let again = try #require(try life.store.job(running.number))
        #expect(again.state == .inspecting && again.outboxName == "running")
        #expect(try scratch.disk.names(in: again.folder.chunks) == chunks, "finished chunks count")
        try scratch.publish(life, life.accept(again, inspection("d2")))
        #expect(RunReport.read(scratch.outbox + "/running")?.resumedChunks == chunks.count)
    }

    /// What strangers put into inbox and outbox says nothing of jobs: no number, no result.
    @Test func namesOfStrangersAreNoJobs() throws {
        let life = try scratch.life()
        _ = try publish(life, "a", "d1")
        try scratch.bundle("x.job1000000000.claimed")
        try scratch.write("{\"job\" : 77}", "outbox/forged/run.json")
        let fresh = try loseLedger()
        #expect(try fresh.store.jobs(in: nil, limit: 10).map(\.number) == [1])
        #expect(try scratch.claim(fresh, "next").number == 2)
    }

    /// Killed in the middle of the rebuilding: the next start begins again and ends with the same jobs.
    @Test func rebuildingIsBegunAgain() throws {
        let life = try scratch.life()
        for name in ["a", "b", "c"] { _ = try publish(life, name, name) }
        let whole = try loseLedger().store.jobs(in: nil, limit: 10)
        for point in 1...4 {
            let store = MemoryStore()
            let left = Squares.Counter()
            store.setBefore {
                left.add(0)
                if left.sorted.count > point { throw CrashDisk.Crash() }
            }
            let crashed = JobLife(store: store, disk: scratch.disk)
            #expect(throws: CrashDisk.Crash.self) { try crashed.recover([scratch.place]) }
            store.setBefore {}
            _ = try crashed.recover([scratch.place])
            let jobs = try store.jobs(in: nil, limit: 10)
            #expect(jobs.map(\.number) == whole.map(\.number) && jobs.allSatisfy { $0.state == .published })
            #expect(jobs.map(\.manifestDigest) == whole.map(\.manifestDigest), "after \(point) transactions")
        }
    }

    @Test func aNewPlaceIsLeftAlone() throws {
        let life = try scratch.life()
        #expect(try life.recover([scratch.place]) == [])
        #expect(try life.store.lastEvent() == 0)
    }
}
