// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Foundation
import GRDB
import JobRecords
import Jobs
import Testing

@testable import Ledger

/// A database of every schema version that was ever released opens, with everything in it.
///
/// The files are made by this suite with the version's own code: before a new version is released,
/// `UAED_LEDGER_FIXTURE=Tests/Fixtures/ledger/N.sqlite swift test --filter LedgerVersionTests` writes the newest one's.
@Suite(.timeLimit(.minutes(10))) struct LedgerVersionTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/ledger").path
    static let wanted = ProcessInfo.processInfo.environment["UAED_LEDGER_FIXTURE"]
    let scratch = try! Scratch()

    private static var job: JobRecord {
        var job = JobRecord(
            number: 7, name: "bundle", inbox: "in", inboxPath: "/in", outboxPath: "/out", outboxName: "bundle-2",
            workPath: "/state/work/1", identity: ObjectIdentity(handle: "1:ab", inode: 5, birth: 6, owner: 1000),
            state: .failed, ownerUid: 1000, arrival: .renamedIn, claimed: Date(timeIntervalSince1970: 1_795_507_200))
        job.failure = .refused("ragged-row", "has 3 cells", file: "a.csv", row: 7)
        job.reason = JobReason.refused
        job.warnings = ["scale"]
        job.datasetDigest = "d"
        job.chunksAtLastDeath = 3
        job.manifestDigest = "m"
        return job
    }

    private static let schedule = ScheduleRecord(
        name: "nightly", cron: "0 3 * * *", zone: "Europe/Berlin", job: 7, source: nil, inbox: "in", missed: "once",
        overlap: "skip", jitter: 60, freshSeed: true, ownerUid: 1000, created: job.claimed)
    private static let tick = TickRecord(
        schedule: "nightly", nominal: job.claimed + 3600, .job, job: 7, missed: 2, time: job.claimed + 3601)

    private static let pause = PauseRecord(since: job.claimed, until: job.claimed + 60)

    @Test(.enabled(if: wanted != nil)) func write() throws {
        let path = try #require(Self.wanted)
        let ledger = try Ledger(path: path)
        for _ in 0..<7 { _ = try ledger.takeNumber() }
        try ledger.save(Self.job, JobEvent("state", of: Self.job, message: "failed", time: Self.job.claimed))
        let event = JobEvent("schedule", time: Self.job.claimed, message: "nightly")
        try ledger.save(Self.schedule, event)
        try ledger.record(Self.tick, event)
        try ledger.set(Self.pause, event)
        try ledger.close()
    }

    @Test(arguments: Schema.migrator.migrations) func opens(_ version: String) throws {
        let copy = "\(scratch.path)/\(version).sqlite"
        try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(version).sqlite"))
            .write(to: URL(fileURLWithPath: copy))
        let ledger = try Ledger(path: copy)
        try ledger.check()
        var job = Self.job
        // From version 5 on.
        if ["1", "2", "3", "4"].contains(version) { job.chunksAtLastDeath = 0 }
        // From version 6 on.
        if ["1", "2", "3", "4", "5"].contains(version) {
            (job.workPath, job.identity, job.manifestDigest) = ("", nil, nil)
        }
        #expect(try ledger.job(7) == job)
        #expect(try ledger.events(after: 0, of: 7, limit: 10).map(\.event.message) == ["failed"])
        #expect(try ledger.takeNumber() == 8)
        let last = try ledger.lastEvent()
        try ledger.save(Self.job, JobEvent("state", of: Self.job))
        #expect(try ledger.lastEvent() == last + 1)
        try expectSchedules(ledger, isThere: !["1", "2"].contains(version))
        // From version 4 on.
        #expect(try ledger.pause() == (["1", "2", "3"].contains(version) ? nil : Self.pause))
    }

    /// Versions 1 and 2 had none.
    private func expectSchedules(_ ledger: Ledger, isThere: Bool) throws {
        var after = Self.schedule
        after.since = Self.tick.nominal
        #expect(try ledger.schedules() == (isThere ? [after] : []))
        #expect(try ledger.tick(ofJob: 7) == (isThere ? Self.tick : nil))
    }

    /// One written by a newer version is left as it is.
    @Test func newerIsRefused() throws {
        let path = "\(scratch.path)/newer.sqlite"
        try Ledger(path: path).close()
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('of tomorrow')") }
        try queue.close()
        #expect(throws: Failure.self) { try Ledger(path: path) }
        let failure = #expect(throws: Failure.self) { try Ledger(path: path) }
        #expect(failure?.code == "newer-ledger")
    }
}
