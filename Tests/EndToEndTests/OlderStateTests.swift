// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

/// What a daemon of the version before work folders left (schema 5 of the ledger): a job that was computed, one in line, one that
/// is over, one that failed. Opened, it goes on; what somebody put into the outbox's `.uaed` is not believed.
///
/// `Tests/Fixtures/state-5` was made with that version's own programs: bundles `done`, `bad` (an unknown key), `long` and `queued` of
/// the Mice Protein table, both processes killed with -9 when `long` had three chunks.
@Suite(.timeLimit(.minutes(30))) struct OlderStateTests {
    private let folder = Programs.fixtures.appending(path: "state-5")

    /// The fixture's files in a daemon's places; its ledger names them by these.
    private func older() throws -> TestDaemon {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0", start: false)
        for name in ["state", "inbox", "outbox"] {
            try FileManager.default.removeItem(at: daemon.root.appending(path: name))
            try FileManager.default.copyItem(at: folder.appending(path: name), to: daemon.root.appending(path: name))
        }
        // git keeps neither modes nor empty folders.
        #expect(chmod(daemon.outbox.appending(path: ".uaed").path, 0o700) == 0)
        let database = try DatabaseQueue(path: daemon.root.appending(path: "state/ledger.sqlite").path)
        try database.write { database in
            try database.execute(
                sql: "UPDATE job SET inbox_path = ?, outbox_path = ?, owner_uid = ?",
                arguments: [daemon.inbox.path, daemon.outbox.path, geteuid()])
        }
        try database.close()
        return daemon
    }

    @Test func openJobsGoOn() throws {
        let daemon = try older()
        try daemon.start()
        for name in ["long", "queued"] {
            let job = try daemon.await(name, ["published", "failed"])
            #expect(job.state == "published", "\(job.object)")
            #expect(try daemon.ctl("verify", name).status == 0)
        }
        #expect(try daemon.jobs().map(\.state).sorted() == ["failed", "published", "published", "published"])
        // Its chunks are of an earlier numerics version, so none of them counts.
        #expect(try daemon.ctl("logs", "long").output.contains("none done before"))
        // What is over keeps its input, which is tried again under its number.
        #expect(try daemon.ctl("retry", "bad").status == 0)
        #expect(try daemon.await("bad", ["failed"]).failure?["code"] as? String == "unknown-key")
        #expect(try FileManager.default.contentsOfDirectory(atPath: daemon.outbox.path + "/.uaed/jobs").count == 4)
    }

    /// In the place of the folder that the daemon kept there: another's, with the same names in it.
    @Test func anothersFoldersAreNotBelieved() throws {
        let daemon = try older()
        let place = daemon.outbox.appending(path: ".uaed")
        try FileManager.default.removeItem(at: place.appending(path: "jobs/3/plan.json"))
        try Data(#"{"job":3,"name":"long"}"#.utf8).write(to: place.appending(path: "jobs/3/published.json"))
        try Data(#"{"job":4,"name":"queued"}"#.utf8).write(to: place.appending(path: "jobs/4/published.json"))
        #expect(chmod(place.path, 0o777) == 0)
        try daemon.start()
        for name in ["long", "queued"] {
            let job = try daemon.await(name, ["published", "failed"])
            #expect(job.state == "published" && job.summary?["samples"] as? Int ?? 0 > 0, "\(job.object)")
            #expect(try daemon.ctl("verify", name).status == 0)
        }
    }
}
