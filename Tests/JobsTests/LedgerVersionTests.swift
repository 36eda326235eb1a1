import Failures
import Foundation
import GRDB
import Jobs
import Testing

@testable import Ledger

/// A database of every schema version that was ever released opens, with everything in it.
///
/// The files are made by this suite with the version's own code: before a new version is released,
/// `UAED_LEDGER_FIXTURE=Tests/Fixtures/ledger/N.sqlite swift test --filter LedgerVersionTests` writes the newest one's.
@Suite struct LedgerVersionTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/ledger").path
    static let wanted = ProcessInfo.processInfo.environment["UAED_LEDGER_FIXTURE"]
    let scratch = try! Scratch()

    private static var job: JobRecord {
        var job = JobRecord(
            number: 7, name: "bundle", inbox: "in", inboxPath: "/in", outboxPath: "/out", outboxName: "bundle-2",
            state: .failed, ownerUid: 1000, arrival: .renamedIn, claimed: Date(timeIntervalSince1970: 1_795_507_200))
        job.failure = .refused("ragged-row", "has 3 cells", file: "a.csv", row: 7)
        job.reason = JobReason.refused
        job.warnings = ["scale"]
        job.datasetDigest = "d"
        return job
    }

    @Test(.enabled(if: wanted != nil)) func write() throws {
        let path = try #require(Self.wanted)
        let ledger = try Ledger(path: path)
        for _ in 0..<7 { _ = try ledger.takeNumber() }
        try ledger.save(Self.job, JobEvent("state", of: Self.job, message: "failed", time: Self.job.claimed))
        try ledger.close()
    }

    @Test(arguments: Schema.migrator.migrations) func opens(_ version: String) throws {
        let copy = "\(scratch.path)/\(version).sqlite"
        try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(version).sqlite"))
            .write(to: URL(fileURLWithPath: copy))
        let ledger = try Ledger(path: copy)
        try ledger.check()
        #expect(try ledger.job(7) == Self.job)
        #expect(try ledger.events(after: 0, of: 7, limit: 10).map(\.event.message) == ["failed"])
        #expect(try ledger.takeNumber() == 8)
        try ledger.save(Self.job, JobEvent("state", of: Self.job))
        #expect(try ledger.lastEvent() == 2)
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
