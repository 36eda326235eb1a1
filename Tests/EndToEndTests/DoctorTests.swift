// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A ledger that is damaged or gone: the daemon starts all the same, says so, and knows its jobs again.
@Suite(.serialized, .timeLimit(.minutes(30))) struct DoctorTests {
    private func checks(_ daemon: TestDaemon) throws -> (status: Int32, wrong: [[String: Any]], names: Set<String>) {
        let finished = try daemon.ctl("doctor", "--format", "json")
        guard let object = try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any],
            let checks = object["checks"] as? [[String: Any]]
        else { throw TestFailure("no report: \(finished)") }
        return (
            finished.status, checks.filter { $0["ok"] as? Bool == false },
            Set(checks.compactMap { $0["name"] as? String })
        )
    }

    @Test func damagedLedgerIsMovedAsideAndMadeAgain() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try FileManager.default.moveItem(at: bundles.mice("done", rows: 20), to: daemon.inbox.appending(path: "done"))
        #expect(try daemon.await("done", ["published", "failed"]).state == "published")
        let healthy = try checks(daemon)
        #expect(healthy.status == 0 && healthy.wrong.isEmpty, "\(healthy.wrong)")
        #expect(
            healthy.names == [
                "version", "worker", "database", "state", "cage", "inbox", "outbox", "free-space", "watches",
                "job-folders",
                "claims", "jobs",
            ])

        daemon.stop()
        let ledger = daemon.root.appending(path: "state/ledger.sqlite")
        var bytes = try Data(contentsOf: ledger)
        for place in bytes.indices { bytes[place] ^= 0x5A }
        try bytes.write(to: ledger)
        // It would put the pages right again.
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: ledger.path + suffix) }
        try daemon.start()
        let job = try #require(try daemon.job("done"))
        #expect(job.number == 1 && job.state == "published" && job.summary?["samples"] as? Int == 20)
        #expect(try String(contentsOf: daemon.log, encoding: .utf8).contains("damaged"))
        #expect(try daemon.ctl("status").output.contains("! a damaged ledger was moved aside"))
        let sick = try checks(daemon)
        #expect(sick.status == 1 && sick.wrong.count == 1 && sick.wrong[0]["name"] as? String == "daemon")
        let kept = try FileManager.default.contentsOfDirectory(atPath: daemon.root.appending(path: "state").path)
            .filter { $0.contains(".damaged-") }
        #expect(
            try kept.contains { try Data(contentsOf: ledger.deletingLastPathComponent().appending(path: $0)) == bytes })
        for name in kept {
            try FileManager.default.removeItem(at: ledger.deletingLastPathComponent().appending(path: name))
        }
        try FileManager.default.moveItem(at: bundles.mice("next", rows: 20), to: daemon.inbox.appending(path: "next"))
        #expect(try daemon.await("next", ["published", "failed"]).number == 2)
        let deadline = Date.now + 20
        while try checks(daemon).status != 0, Date.now < deadline { usleep(200_000) }
        #expect(try checks(daemon).wrong.isEmpty)
    }

    /// The database is deleted while one job is computed and another waits: both go on, nothing is computed twice.
    @Test func lostLedgerLosesNoJob() throws {
        let bundles = try Bundles()
        let long = try bundles.fashion("long", images: 60, job: "chunk_size = 4\n[attack]\niterations = 160\n")
        let out = bundles.scratch.appending(path: "out")
        #expect(try run([Programs.path("uae-worker"), "run", long.path, "--out", out.path], within: 600).status == 0)
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try FileManager.default.moveItem(at: long, to: daemon.inbox.appending(path: "long"))
        let number = try daemon.await("long", ["running"]).number
        try FileManager.default.moveItem(at: bundles.mice("short"), to: daemon.inbox.appending(path: "short"))
        _ = try daemon.await("short", ["queued"])
        let chunks = try daemon.chunks(of: number)
        let deadline = Date.now + 60
        while ((try? FileManager.default.contentsOfDirectory(atPath: chunks)) ?? []).count < 3, Date.now < deadline {
            usleep(5000)
        }
        daemon.kill9()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: daemon.root.appending(path: "state/ledger.sqlite\(suffix)"))
        }
        try daemon.start()
        for name in ["long", "short"] {
            #expect(try daemon.await(name, ["published", "failed"], within: 300).state == "published")
        }
        #expect(Set(try daemon.jobs().map(\.number)) == [1, 2])
        let run = try Data(contentsOf: daemon.outbox.appending(path: "long/run.json"))
        let report = try JSONSerialization.jsonObject(with: run) as? [String: Any]
        #expect(report?["resumed_chunks"] as? Int ?? 0 > 0, "\(report ?? [:])")
        #expect(
            differences(
                try published(out.appending(path: "long")), try published(daemon.outbox.appending(path: "long"))) == [])
    }

    @Test func orphansAndStrangersAreTold() throws {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        for path in [try daemon.jobFolders.appending(path: "99"), daemon.inbox.appending(path: "x.job98.done")] {
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        let found = try checks(daemon)
        #expect(found.status == 1)
        #expect(Set(found.wrong.compactMap { $0["name"] as? String }) == ["job-folders", "claims"])
        #expect(found.wrong.allSatisfy { $0["hint"] as? String != nil })
        let text = try daemon.ctl("doctor")
        #expect(text.status == 1 && text.output.contains("hint: look into them, then rm -r"))
    }
}
