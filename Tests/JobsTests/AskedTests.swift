// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Ledger
import Testing

@testable import JobRecords
@testable import Jobs

/// What people ask of jobs, on a real disk and a real ledger.
@Suite(.timeLimit(.minutes(10))) struct AskedTests {
    let scratch = try! Scratch()

    private func inspection(priority: Int = 0) -> Inspection {
        Inspection(
            samples: 10, dataset: "10 images", checkpoint: "model.onnx", preset: "uaed", method: "minmax",
            sampling: "random", chunks: 4, chunkSize: 3, cleanLoss: 1, meanLoss: 2, estimatedSeconds: 1,
            estimatedBytes: 100, datasetDigest: "d", checkpointDigest: "c", settingsDigest: "s", priority: priority)
    }

    private static let failure = Failure.refused("ragged-row", "has 3 cells", hint: "mend it", file: "a.csv", row: 7)

    @Test func aFailedJobBeginsAnewUnderItsNumber() throws {
        let life = try scratch.life()
        let failed = try life.end(try scratch.claim(life), .failed, reason: JobReason.refused, failure: Self.failure)
        #expect(try scratch.names("inbox") == ["b.job1.failed", "b.job1.failed.json"])
        let job = try life.retry(failed)
        #expect(try scratch.names("inbox") == ["b.job1.claimed"])
        #expect(job.number == 1 && job.state == .inspecting && job.failure == nil && job.finished == nil)
        let kept = try #require(try life.store.job(1))
        #expect(kept.state == .inspecting && kept.failure == nil && kept.outboxName == "b")
        #expect(try life.recover([scratch.place]) == [], "a start leaves it as it is")
        #expect(try life.store.job(1)?.state == .inspecting)
    }

    /// Its name was free while it was over: another has it now.
    @Test func aRetriedJobGetsAFreeName() throws {
        let life = try scratch.life()
        let cancelled = try life.end(try scratch.claim(life), .cancelled)
        let other = try scratch.claim(life)
        #expect(other.outboxName == "b")
        #expect(try life.retry(cancelled).outboxName == "b-2")
    }

    @Test func withoutItsInputNothingIsTriedAgain() throws {
        let life = try scratch.life()
        let failed = try life.end(try scratch.claim(life), .failed, reason: JobReason.refused, failure: Self.failure)
        try scratch.disk.removeTree(failed.claim)
        let failure = #expect(throws: Failure.self) { try life.retry(failed) }
        #expect(failure?.code == "input-gone")
        #expect(try life.store.job(1)?.state == .failed)
    }

    /// The input has its name, the ledger still says failed: the start undoes it, with the reason beside.
    @Test func killedBeforeTheRecordItIsFailedAgain() throws {
        let life = try scratch.life()
        let failed = try life.end(try scratch.claim(life), .failed, reason: JobReason.refused, failure: Self.failure)
        try scratch.disk.rename(failed.claim, to: failed.path(.claimed))
        try scratch.disk.removeFile(failed.reasonFile)
        _ = try life.recover([scratch.place])
        #expect(try scratch.names("inbox") == ["b.job1.failed", "b.job1.failed.json"])
    }

    @Test func aHeldJobStaysHeldAcrossAStart() throws {
        let life = try scratch.life()
        let queued = try life.accept(scratch.claim(life), inspection())
        _ = try life.hold(try life.move(queued, to: .running))
        #expect(try life.recover([scratch.place]) == [])
        let held = try #require(try life.store.job(1))
        #expect(held.state == .held)
        #expect(try life.release(held).state == .queued)
        #expect(try life.release(try life.hold(try scratch.claim(life, "young"))).state == .inspecting)
    }

    /// A person's word counts more than job.toml, also where the bundle is inspected again.
    @Test func whatIsMovedStaysMoved() throws {
        let life = try scratch.life()
        let ledger = try #require(life.store as? Ledger)
        let first = try life.accept(scratch.claim(life), inspection(priority: 3))
        let second = try life.accept(scratch.claim(life, "c"), inspection(priority: 3))
        #expect(try ledger.firstJobs(in: .queued, limit: 2).map(\.number) == [first.number, second.number])
        #expect(try ledger.highestPriority(besides: second.number, of: second.ownerUid) == 3)
        let moved = try life.rank(second, 4)
        #expect(try ledger.firstJobs(in: .queued, limit: 2).map(\.number) == [second.number, first.number])
        #expect(try life.accept(moved, inspection(priority: 1)).priority == 4)
        #expect(try life.accept(first, inspection(priority: 1)).priority == 1, "what nobody moved follows job.toml")
    }

    @Test func aPauseIsThereUntilItIsEnded() throws {
        let path = scratch.path + "/ledger.sqlite"
        let pause = PauseRecord(since: Date(timeIntervalSince1970: 1_795_507_200), until: nil)
        let later = PauseRecord(since: pause.since, until: pause.since + 3600)
        let ledger = try Ledger(path: path)
        #expect(try ledger.pause() == nil)
        try ledger.set(pause, JobEvent("pause"))
        try ledger.set(later, JobEvent("pause"))
        try ledger.close()
        let again = try Ledger(path: path)
        #expect(try again.pause() == later)
        try again.set(nil, JobEvent("pause"))
        #expect(try again.pause() == nil && again.lastEvent() == 3)
    }
}
