// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// From the claim to the input's last name, and what a start makes of every half-done step.
@Suite(.timeLimit(.minutes(10))) struct JobLifeTests {
    let scratch = try! Scratch()

    private func inspection(force: Bool = false, dataset: String = "d") -> Inspection {
        Inspection(
            samples: 10, dataset: "10 images", checkpoint: "model.onnx", preset: "uaed", method: "minmax",
            sampling: "random", chunks: 4, chunkSize: 3, cleanLoss: 1, meanLoss: 2, estimatedSeconds: 1,
            estimatedBytes: 100, datasetDigest: dataset, checkpointDigest: "c", settingsDigest: "s", priority: 3,
            force: force, warnings: ["scale"])
    }

    @Test func wholeLife() throws {
        let life = try scratch.life()
        var job = try scratch.claim(life)
        #expect(job.state == .inspecting && job.outboxName == "b")
        #expect(try scratch.names("inbox") == ["b.job1.claimed"])
        job = try life.accept(job, inspection())
        #expect(job.state == .queued && job.priority == 3 && job.warnings == ["scale"])
        job = try life.move(job, to: .running)
        job = try scratch.publish(life, job)
        #expect(try scratch.names("inbox") == ["b.job1.done"])
        #expect(try life.store.job(1)?.state == .published)
        #expect(try life.store.job(1)?.summary == Squares.summary(10))
        let events = try life.store.events(after: 0, of: 1, limit: 100)
        #expect(events.map(\.event.kind) == ["claimed", "state", "state", "state"])
        #expect(events.compactMap(\.event.state) == ["inspecting", "queued", "running", "published"])
        #expect(events.map(\.sequence) == [1, 2, 3, 4])
        #expect(try life.store.events(after: 2, of: nil, limit: 1).map(\.sequence) == [3])
    }

    @Test func refusalLeavesItsReasonBeside() throws {
        let life = try scratch.life()
        let failure = Failure.refused("ragged-row", "has 3 cells", hint: "mend it", file: "a.csv", row: 7)
        _ = try life.end(try scratch.claim(life), .failed, reason: JobReason.refused, failure: failure)
        #expect(try scratch.names("inbox") == ["b.job1.failed", "b.job1.failed.json"])
        let text = try scratch.text("inbox/b.job1.failed.json")
        for word in ["ragged-row", "has 3 cells", "mend it", "a.csv", "7", "refused"] { #expect(text.contains(word)) }
        #expect(try life.store.job(1)?.failure == failure)
    }

    @Test func outboxNamesAreReservedAtTheClaim() throws {
        let life = try scratch.life()
        let first = try scratch.claim(life)
        let second = try scratch.claim(life)
        #expect(second.outboxName == "b-2")
        _ = try life.end(first, .cancelled)
        try scratch.disk.makeFolder(scratch.outbox + "/b")
        #expect(try scratch.claim(life).outboxName == "b-3")
    }

    /// The same dataset, checkpoint and settings are computed once, while the result stands and unless forced.
    @Test func duplicatesPointAtTheirTwin() throws {
        let life = try scratch.life()
        let first = try life.accept(scratch.claim(life), inspection())
        let published = try scratch.publish(life, first)
        #expect(published.manifestDigest?.utf8.count == 64)
        let second = try life.accept(scratch.claim(life, "again"), inspection())
        #expect(second.state == .published && second.reason == JobReason.duplicate)
        #expect(second.result == scratch.outbox + "/b" && second.summary == Squares.summary(10))
        #expect(try scratch.names("inbox") == ["again.job2.done", "b.job1.done"])
        #expect(try life.accept(scratch.claim(life, "forced"), inspection(force: true)).state == .queued)
        #expect(try life.accept(scratch.claim(life, "other"), inspection(dataset: "e")).state == .queued)
        // Somebody else's result in its place is not the twin's.
        try scratch.write("{}", "outbox/b/manifest.json")
        #expect(try life.accept(scratch.claim(life, "changed"), inspection()).state == .queued)
        try FileManager.default.removeItem(atPath: scratch.outbox + "/b")
        #expect(try life.accept(scratch.claim(life, "gone"), inspection()).state == .queued)
    }

    @Test func threeDeathsWithoutProgressQuarantine() throws {
        let life = try scratch.life()
        var job = try life.accept(scratch.claim(life), inspection())
        for progress in [false, true, false] {
            job = try life.workerDied(job, madeProgress: progress, how: "was killed", log: "")
            #expect(job.state == .queued)
        }
        job = try life.workerDied(job, madeProgress: false, how: "was killed", log: "last words")
        #expect(job.state == .failed && job.reason == JobReason.quarantined && job.deaths == 4)
        #expect(job.failure?.cause == "last words")
    }

    /// One that a worker finished after its daemon was killed, or before it could tell, lies on the disk.
    @Test func chunksNobodyHeardOfAreProgress() throws {
        let life = try scratch.life()
        var job = try life.accept(scratch.claim(life), inspection())
        func die() throws { job = try life.workerDied(job, madeProgress: false, how: "was killed", log: "") }
        try die()
        try die()
        for chunks in 1...3 {
            try compute(job, until: chunks)
            try die()
            #expect(job.state == .queued && job.deathsWithoutProgress == 1 && job.chunksAtLastDeath == chunks)
            #expect(try life.store.job(job.number)?.chunksAtLastDeath == chunks)
        }
        try die()
        try die()
        #expect(job.state == .failed && job.reason == JobReason.quarantined)
        job = try life.retry(job)
        #expect(job.deathsWithoutProgress == 0 && job.chunksAtLastDeath == 0)
    }

    /// Chunks, one at a time, until there are so many.
    private func compute(_ job: JobRecord, until chunks: Int) throws {
        let disk = scratch.disk
        #expect(throws: CancellationError.self) {
            try scratch.run(job, isStopping: { try! job.folder.durableChunks(on: disk) >= chunks })
        }
    }

    @Test func waitingJobsKeepTheirInput() throws {
        let life = try scratch.life()
        let failure = Failure(.environment, code: "disk-full", "no room")
        let job = try life.park(scratch.claim(life), failure, nextLook: .now)
        #expect(job.state == .waiting && job.reason == JobReason.disk)
        #expect(try scratch.names("inbox") == ["b.job1.claimed"])
        #expect(try life.move(job, to: .queued).reason == nil)
    }

    // MARK: Starts

    /// Killed after the claim's rename and before the ledger heard of it: taken up by its record.
    @Test func claimInNoLedger() throws {
        let life = try scratch.life()
        let job = try scratch.claim(life)
        try loseLedger()
        let fresh = try scratch.life()
        _ = try fresh.recover([scratch.place])
        #expect(try fresh.store.job(1)?.state == .inspecting)
        #expect(try fresh.store.job(1)?.identity == job.identity)
        #expect(try scratch.claim(fresh, "next").number == 2)
    }

    /// A name is no claim: whatever somebody calls a folder, it is left alone, and no number is lost to it.
    @Test(arguments: ["b.job7.claimed", "x.job9223372036854775807.claimed", "x.job9007199254740992.claimed"])
    func namesOfStrangers(_ name: String) throws {
        try scratch.bundle(name)
        let life = try scratch.life()
        let said = try life.recover([scratch.place])
        #expect(said.contains { $0.contains("left alone") } == (ClaimName(name) != nil))
        #expect(try life.store.openJobs().isEmpty)
        #expect(try scratch.names("inbox") == [name])
        #expect(try scratch.claim(life, "next").number == 1)
    }

    /// Cut off before its dataset came: what was taken is given back. Afterwards: it is completed.
    @Test(arguments: [false, true]) func aLooseClaimThatIsCutOff(_ isWhole: Bool) throws {
        try scratch.write("1,2", "inbox/data.csv")
        try scratch.write("weights", "inbox/data.onnx")
        let life = try scratch.life()
        let claiming = Claiming(disk: scratch.disk, inbox: scratch.inbox)
        let candidate = Candidate(name: "data", form: .loose(["data.csv", "data.onnx"]))
        let identity = try #require(try claiming.identity(of: candidate, as: 1))
        let job = try life.draft(life.takeNumber(scratch.place), "data", scratch.place, identity, owner: 0, .settled)
        try life.records(of: job).write(job)
        let gathering = try #require(try scratch.names("inbox").first { $0.hasPrefix(".") })
        let held = try #require(try scratch.disk.hold("\(scratch.inbox)/\(gathering)"))
        try held.take(scratch.inbox + "/data.onnx", as: "data.onnx")
        if isWhole { try held.take(scratch.inbox + "/data.csv", as: "data.csv") }
        _ = try life.recover([scratch.place])
        #expect(try scratch.names("inbox") == (isWhole ? ["data.job1.claimed"] : ["data.csv", "data.onnx"]))
        #expect(try life.store.job(1)?.name == (isWhole ? "data" : nil))
        #expect(try life.records(of: job).numbers() == (isWhole ? [1] : []))
    }

    private func loseLedger() throws {
        for file in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            try scratch.disk.removeTree("\(scratch.path)/\(file)")
        }
    }

    @Test func runningJobGoesOn() throws {
        let life = try scratch.life()
        _ = try life.move(life.accept(scratch.claim(life), inspection()), to: .running)
        let again = try scratch.life()
        _ = try again.recover([scratch.place])
        #expect(try again.store.job(1)?.state == .queued)
    }

    /// Killed after the result's rename: the record and the job's folder decide.
    @Test(arguments: [JobState.running, .publishing, .queued]) func publishedResultIsFound(_ state: JobState) throws {
        let life = try scratch.life()
        let job = try life.move(life.accept(scratch.claim(life), inspection()), to: state)
        _ = try life.prepare(job)
        try scratch.run(job)
        var record = job
        (record.state, record.summary, record.manifestDigest) = (.publishing, Squares.summary(10), "digest")
        try life.records(of: job).write(record)
        #expect(try life.publication(of: job) == nil, "its result is still there")
        try scratch.disk.rename(job.folder.result, to: scratch.outbox + "/b")
        _ = try scratch.life().recover([scratch.place])
        let found = try #require(try life.store.job(1))
        #expect(found.state == .published && found.summary == Squares.summary(10) && found.manifestDigest == "digest")
        #expect(try scratch.names("inbox") == ["b.job1.done"])
    }

    /// Whoever is first has the name: nothing waits for the other to go.
    @Test func aTakenNameGivesWay() throws {
        let life = try scratch.life()
        let job = try life.accept(scratch.claim(life), inspection())
        try scratch.write("another's", "outbox/b/note.txt")
        let published = try scratch.publish(life, job)
        #expect(published.outboxName == "b-2" && published.state == .published)
        #expect(published.warnings.contains { $0.contains("'b'") && $0.contains("'b-2'") })
        #expect(RunReport.read(scratch.outbox + "/b-2")?.name == "b-2")
        #expect(try scratch.text("outbox/b/note.txt") == "another's")
        #expect(
            try life.store.events(after: 0, of: 1, limit: 10).contains { $0.event.message?.contains("b-2") == true })
        #expect(try life.records(of: published).read(1)?.outboxName == "b-2")
    }

    /// Killed after the record and before the input's last name.
    @Test func finalJobsInputGetsItsName() throws {
        let life = try scratch.life()
        let job = try scratch.claim(life)
        _ = try life.end(job, .failed, reason: JobReason.refused, failure: .refused("x", "y"))
        try FileManager.default.moveItem(
            atPath: scratch.inbox + "/b.job1.failed", toPath: scratch.inbox + "/b.job1.claimed")
        try FileManager.default.removeItem(atPath: scratch.inbox + "/b.job1.failed.json")
        _ = try scratch.life().recover([scratch.place])
        #expect(try scratch.names("inbox") == ["b.job1.failed", "b.job1.failed.json"])
    }

    @Test func lostInputEndsTheJob() throws {
        let life = try scratch.life()
        _ = try scratch.claim(life)
        try FileManager.default.removeItem(atPath: scratch.inbox + "/b.job1.claimed")
        _ = try scratch.life().recover([scratch.place])
        #expect(try life.store.job(1)?.failure?.code == "input-gone")
    }

    @Test func numbersGoOnWithoutTheLedger() throws {
        let life = try scratch.life()
        let job = try life.accept(scratch.claim(life), inspection())
        _ = try scratch.publish(life, job)
        for file in ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm"] {
            try? FileManager.default.removeItem(atPath: "\(scratch.path)/\(file)")
        }
        let fresh = try scratch.life()
        _ = try fresh.recover([scratch.place])
        #expect(try scratch.claim(fresh, "next").number == 2)
    }

    @Test func stickyInboxIsRefusedWithTheLineThatMendsIt() throws {
        #expect(chmod(scratch.inbox, 0o1777) == 0)
        let failure = #expect(throws: Failure.self) { try RootCheck().inbox(scratch.inbox) }
        #expect(failure?.hint == "chmod -t '\(scratch.inbox)'")
        #expect(chmod(scratch.inbox, 0o755) == 0)
        try RootCheck().inbox(scratch.inbox)
        try RootCheck().outbox(scratch.path + "/new/outbox")
        #expect(try scratch.names("inbox") == [] && scratch.names("new/outbox") == [])
        #expect(throws: Failure.self) { try RootCheck().outbox("/proc/uaed") }
    }

    @Test func damagedLedgerIsNotOverwritten() throws {
        try scratch.write(String(repeating: "no database ", count: 1000), "ledger.sqlite")
        let failure = #expect(throws: Failure.self) { try scratch.life() }
        #expect(failure?.code == "damaged-ledger")
        #expect(try scratch.text("ledger.sqlite").hasPrefix("no database"))
    }
}
