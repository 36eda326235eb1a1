// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// A ledger of a version that kept job folders in the outbox: its open jobs go on after their chunks, and what somebody else has put
/// there is not believed.
@Suite(.timeLimit(.minutes(10))) struct MigrationTests {
    let scratch = try! Scratch()
    let life: JobLife
    private var former: String { scratch.outbox + "/.uaed/jobs/1" }

    init() throws {
        life = JobLife(store: MemoryStore(), disk: scratch.disk)
    }

    /// As that version left it: claimed, in line, with two of four chunks.
    private func open() throws -> JobRecord {
        try scratch.bundle("b.job1.claimed")
        let inbox = scratch.place
        var job = JobRecord(
            number: 1, name: "b", inbox: inbox.name, inboxPath: inbox.path, outboxPath: inbox.outbox, outboxName: "b",
            workPath: "", state: .queued, ownerUid: geteuid(), arrival: .settled, claimed: .now)
        job.inspection = CrashPointTests.Machine.inspection
        try life.store.save(job, JobEvent("claimed", of: job))
        try scratch.disk.makeFolder(scratch.outbox + "/.uaed", mode: 0o700)
        try scratch.disk.makeFolders(scratch.outbox + "/.uaed/jobs")
        let events = Events()
        #expect(throws: CancellationError.self) {
            try JobRun(folder: former, name: "b", job: 1).run(
                threads: 1, work: { _ in Squares() }, isStopping: { events.chunks >= 2 }, report: { events.add($0) })
        }
        return job
    }

    private func goOn() throws -> (JobRecord, resumed: Int?) {
        _ = try life.recover([scratch.place])
        let job = try #require(try life.store.job(1))
        let published = try scratch.publish(life, job)
        return (published, RunReport.read(published.result)?.resumedChunks)
    }

    @Test func openJobsGoOnAfterTheirChunks() throws {
        _ = try open()
        let (job, resumed) = try goOn()
        #expect(job.state == .published && resumed == 2 && job.workPath == scratch.work.path)
        #expect(job.identity != nil && job.manifestDigest != nil)
        #expect(try scratch.text("outbox/b/augmented/1/7.txt") == "49")
    }

    /// Whoever may write in the outbox could have put it there.
    @Test(arguments: ["open to others", "another's", "a link", "a report"])
    func whatIsNotBelieved(_ kind: String) throws {
        _ = try open()
        let place = scratch.outbox + "/.uaed"
        switch kind {
        case "open to others": #expect(chmod(place, 0o755) == 0)
        case "another's": #expect(geteuid() != 0 || chown(place, 64_005, 64_005) == 0)
        case "a link":
            try scratch.disk.rename(place, to: scratch.path + "/elsewhere")
            #expect(symlink(scratch.path + "/elsewhere", place) == 0)
        default:
            // It says that job 1 has been published.
            try scratch.write(#"{"job":1,"name":"b"}"#, "outbox/.uaed/jobs/1/published.json")
        }
        let (job, resumed) = try goOn()
        let isBelieved = kind == "a report" || kind == "another's" && geteuid() != 0
        #expect(job.state == .published && resumed == (isBelieved ? 2 : 0))
        #expect(try scratch.text("outbox/b/augmented/1/7.txt") == "49")
    }

    /// Jobs that are over keep their record, and are tried again where the others are.
    @Test func jobsThatAreOver() throws {
        var job = try open()
        job.state = .cancelled
        try life.store.save(job, nil)
        try scratch.disk.rename(job.path(.claimed), to: job.path(.cancelled))
        _ = try life.recover([scratch.place])
        let over = try #require(try life.store.job(1))
        #expect(over.state == .cancelled && over.workPath == scratch.work.path)
        let again = try life.retry(over)
        #expect(again.state == .inspecting && again.identity != nil)
        #expect(try scratch.publish(life, again).state == .published)
    }
}
