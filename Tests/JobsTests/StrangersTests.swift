import Durability
import Failures
import Foundation
import Testing

@testable import Jobs

/// Names, times, sizes and reports that somebody else puts where uaed looks: they are believed no further than they reach.
@Suite struct StrangersTests {
    let scratch = try! Scratch()

    private func run(_ job: JobRecord) throws {
        try JobRun(folder: job.folder.path, outbox: job.outboxPath, name: job.outboxName, job: job.number).run(
            threads: 1, work: { _ in Squares() }, isStopping: { false }, report: { _ in })
    }

    /// Numbers only go up: no name may bring them to their end.
    @Test(arguments: [
        "x.job9223372036854775807.claimed", "x.job9007199254740993.status.txt", "x.job9007199254740992.done",
        "x.job1000000001.claimed",
    ])
    func greatNumbersAreLeftAlone(_ name: String) throws {
        let life = try scratch.life()
        try scratch.disk.makeFolders("\(scratch.inbox)/\(name)")
        try scratch.disk.makeFolders("\(scratch.outbox)/.uaed/jobs/9223372036854775807")
        _ = try life.recover([scratch.place])
        #expect(try life.recoverClaims(scratch.place).allSatisfy { $0.contains("left alone") })
        #expect(try [scratch.claim(life, "b"), scratch.claim(life, "c")].map(\.number) == [1, 2])
        #expect(try life.store.openJobs().map(\.name) == ["b", "c"])
        #expect(try scratch.names("inbox").contains(name))
    }

    /// Cancelled between its report and the rename, and tried again: it has published nothing.
    @Test func aCancelledJobHasNotPublished() throws {
        let life = try scratch.life()
        var job = try scratch.claim(life)
        try scratch.write("another's", "outbox/b/note.txt")
        let failure = #expect(throws: Failure.self) { try run(job) }
        #expect(failure?.code == "name-taken")
        #expect(try scratch.names("outbox/.uaed/jobs/1").contains("published.json"))
        job = try life.end(job, .cancelled)
        job = try life.retry(job)
        #expect(try life.publishedReport(job) == nil)
        #expect(try life.recover([scratch.place]).isEmpty)
        #expect(try life.store.job(1)?.state == .inspecting)
        try run(job)
        #expect(try life.publishedReport(job)?.job == 1)
    }

    /// A report in somebody else's folder ends no job.
    @Test(.enabled(if: getuid() == 0)) func aForgedReportProvesNothing() throws {
        let life = try scratch.life()
        let other = try scratch.claim(life, "a")
        try run(other)
        let job = try scratch.claim(life)
        let forged = try scratch.text("outbox/a/run.json").replacing("\"job\" : 1", with: "\"job\" : 2")
        #expect(forged.contains("\"job\" : 2"))
        try scratch.write(forged, "outbox/b/run.json")
        #expect(try life.publishedReport(job) != nil, "its own, as far as anyone can tell")
        #expect(chown(scratch.outbox + "/b/run.json", 65_534, 65_534) == 0)
        #expect(try life.publishedReport(job) == nil)
    }

    /// One entry that cannot be looked at keeps nobody waiting, and a chunk on a bad sector is computed again.
    @Test func whatCannotBeReadHindersNothing() throws {
        let disk = FaultyDisk()
        let life = JobLife(store: try scratch.life().store, disk: disk)
        try scratch.bundle("bad")
        try scratch.bundle("good")
        disk.breaks("bad")
        var intake = Intake(scratch.place, life: life, settle: 0)
        for _ in 0..<2 { _ = try intake.scan() }
        #expect(try life.store.openJobs().map(\.name) == ["good"])
        #expect(intake.pending.map(\.name) == ["bad"])
        #expect(intake.pending.first?.reason.contains("Input/output error") == true)

        let store = ChunkStore(folder: scratch.path, disk: disk, planDigest: "p")
        try store.write([ChunkRecord(stored: [1], details: [2])], as: 0)
        #expect(try store.read(0)?.count == 1)
        disk.breaks("000000.chunk")
        #expect(try store.read(0) == nil)
    }

    /// A full disk at a start is not a mistake in the configuration; folders of others are theirs.
    @Test func aStartOnAFullDiskIsTriedAgain() throws {
        let disk = FaultyDisk()
        try scratch.write("mine", "inbox/.uaed-check/a.csv")
        try RootCheck(disk: disk).inbox(scratch.inbox)
        #expect(try scratch.names("inbox") == [".uaed-check"])
        disk.fail(at: 0, with: .full, isLasting: true)
        let failure = #expect(throws: Failure.self) { try RootCheck(disk: disk).inbox(scratch.inbox) }
        #expect(failure?.kind == .environment && failure?.code == "disk-full")
    }

    /// The job's folder lies where nobody else may enter; what somebody else put there first is not used.
    @Test(.enabled(if: getuid() == 0)) func jobFoldersArePrivate() throws {
        try scratch.disk.makeFolder(scratch.outbox + "/.uaed")
        try JobFolder.make(outbox: scratch.outbox, job: 3, on: scratch.disk)
        #expect(try scratch.disk.status(scratch.outbox + "/.uaed")?.mode == 0o700)
        #expect(try scratch.disk.status(scratch.outbox + "/.uaed/jobs/3")?.kind == .folder)
        #expect(chmod(scratch.outbox + "/.uaed", 0o777) == 0 && chown(scratch.outbox + "/.uaed", 65_534, 65_534) == 0)
        let failure = #expect(throws: Failure.self) {
            try JobFolder.make(outbox: scratch.outbox, job: 4, on: scratch.disk)
        }
        #expect(failure?.code == "not-permitted")
    }

    /// Sums of sizes and times that no 64 bits hold.
    @Test func sizesAndTimesHaveAnEnd() throws {
        #expect(Int.max.saturatingAdd(1) == .max && 2.saturatingAdd(3) == 5)
        #expect(Int(saturating: 1e300) == .max && Int(saturating: -1e300) == .min)
        #expect(Int(saturating: .nan) == 0 && Int(saturating: -2.9) == -2)
        try scratch.write("a,b\n", "inbox/x.csv")
        let touched = Process()
        touched.executableURL = URL(fileURLWithPath: "/usr/bin/touch")
        touched.arguments = ["-d", "2400-01-01", scratch.inbox + "/x.csv"]
        try touched.run()
        touched.waitUntilExit()
        #expect(try scratch.disk.status(scratch.inbox + "/x.csv")?.modified == .max)
        var intake = Intake(scratch.place, life: try scratch.life(), settle: 0)
        _ = try intake.scan()
        #expect(intake.pending.map(\.name) == ["x"])
    }
}
