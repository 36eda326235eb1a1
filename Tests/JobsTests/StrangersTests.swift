// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Foundation
import Testing

@testable import JobRecords
@testable import Jobs

/// Names, times, sizes and reports that somebody else puts where uaed looks: they are believed no further than they reach.
@Suite(.timeLimit(.minutes(10))) struct StrangersTests {
    let scratch = try! Scratch()

    /// What uaed has published is known by its record: a report that somebody puts under the name proves nothing.
    @Test func aForgedReportProvesNothing() throws {
        let life = try scratch.life()
        let other = try scratch.publish(life, scratch.claim(life, "a"))
        let job = try scratch.claim(life)
        let forged = try scratch.text("outbox/a/run.json").replacing("\"job\" : 1", with: "\"job\" : 2")
        #expect(forged.contains("\"job\" : 2") && other.state == .published)
        try scratch.write(forged, "outbox/b/run.json")
        _ = try life.recover([scratch.place])
        #expect(try life.store.job(2)?.state == .inspecting)
        #expect(try scratch.publish(life, job).outboxName == "b-2")
    }

    /// What stands where an input gets its last name hinders nothing: not the publication, which is made once, nor any other end.
    @Test(arguments: [JobState.published, .failed, .cancelled]) func aLastNameThatIsTaken(_ state: JobState) throws {
        let life = try scratch.life()
        let job = try scratch.claim(life)
        let suffix: ClaimName.Suffix = state == .published ? .done : state == .failed ? .failed : .cancelled
        let place = "inbox/b.job1.\(suffix.rawValue)"
        try scratch.write("another's", place + "/file")
        switch state {
        case .published: #expect(try scratch.publish(life, job).outboxName == "b")
        case .failed: _ = try life.end(job, .failed, reason: JobReason.refused, failure: .refused("x", "y"))
        default: _ = try life.end(job, .cancelled)
        }
        #expect(try life.store.job(1)?.state == state && scratch.names("outbox") == (state == .published ? ["b"] : []))
        #expect(try scratch.text(place + "/file") == "another's")
        #expect(try scratch.names("inbox").contains("b.job1.claimed"))
        #expect(try life.store.events(after: 0, of: 1, limit: 10).count { $0.event.state == state.rawValue } == 1)
        // When it is gone, a rescan gives the name.
        try scratch.disk.removeTree("\(scratch.path)/\(place)")
        _ = try life.recoverClaims(scratch.place)
        #expect(try scratch.names("inbox").contains("b.job1.\(suffix.rawValue)"))
    }

    /// Loose files that come late go into folders of uaed's alone: another's would take them from whoever dropped them.
    @Test(.enabled(if: getuid() == 0), arguments: [false, true]) func lateFilesOfOthers(isOurs: Bool) throws {
        let life = try scratch.life()
        try scratch.write("1,2", "inbox/b/b.csv")
        if !isOurs { #expect(chown(scratch.inbox + "/b", 64_005, 64_005) == 0) }
        let job = try life.claim(Candidate(name: "b", form: .folder), .settled, in: scratch.place)
        try scratch.write("weights", "inbox/b.onnx")
        _ = try life.walkIncomplete(job)
        #expect(try scratch.names("inbox").contains("b.onnx") == !isOurs)
    }

    /// Another's dataset in the folder where loose files are gathered, when a crash cut the claim off: given back, not computed as
    /// the job of the one whose file had been looked at.
    @Test(.enabled(if: getuid() == 0)) func anothersDatasetIsNoClaim() throws {
        let life = try scratch.life()
        try scratch.write("another's", "inbox/b.csv")
        #expect(chown(scratch.inbox + "/b.csv", 64_005, 64_005) == 0)
        let claiming = Claiming(disk: scratch.disk, inbox: scratch.inbox)
        let identity = try #require(try claiming.identity(of: Candidate(name: "b", form: .loose(["b.csv"])), as: 1))
        let job = try life.draft(life.takeNumber(scratch.place), "b", scratch.place, identity, owner: 0, .settled)
        try life.records(of: job).write(job)
        let folder = scratch.inbox + "/" + Claiming.gathering("b", 1)
        try #require(try scratch.disk.hold(folder)).take(scratch.inbox + "/b.csv", as: "b.csv")
        _ = try life.recover([scratch.place])
        #expect(try life.store.openJobs().isEmpty && scratch.names("inbox") == ["b.csv"])
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
        let life = try scratch.life()
        let job = try scratch.claim(life)
        _ = try life.prepare(job)
        for path in [scratch.work.path, scratch.work.jobs, job.folder.path] {
            #expect(try scratch.disk.status(path)?.mode == 0o700)
        }
        #expect(chmod(scratch.work.jobs, 0o777) == 0 && chown(scratch.work.jobs, 65_534, 65_534) == 0)
        let failure = #expect(throws: Failure.self) { try life.prepare(job) }
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
