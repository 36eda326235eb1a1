// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Testing

/// Schedules as a person has them: real programs, and a ledger that is set back to let time have passed.
@Suite(.serialized, .timeLimit(.minutes(30))) struct ScheduleTests {
    private struct Tick {
        let nominal: String
        let outcome: String
        let job: Int?
        let missed: Int
        let reason: String?
    }

    private func ticks(_ answer: Finished) throws -> [Tick] {
        let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let schedule = try #require(object?["schedule"] as? [String: Any], "\(answer)")
        return try #require(schedule["ticks"] as? [[String: Any]]).map { tick in
            Tick(
                nominal: tick["nominal"] as? String ?? "", outcome: tick["outcome"] as? String ?? "",
                job: tick["job"] as? Int, missed: tick["missed"] as? Int ?? -1, reason: tick["reason"] as? String)
        }
    }

    /// `2026-11-24T03:00:00.000Z` → `nightly@2026-11-24T0300Z`
    private func bundle(_ schedule: String, _ tick: Tick) -> String {
        let text = tick.nominal.replacing(":", with: "")
        return "\(schedule)@\(text.prefix(15))Z"
    }

    /// Of a daemon that is stopped: as if it had been looked at last so many days ago.
    private func setBack(_ daemon: TestDaemon, days: Double) throws {
        let queue = try DatabaseQueue(path: daemon.root.appending(path: "state/ledger.sqlite").path)
        try queue.write {
            try $0.execute(sql: "UPDATE schedule SET since = ?", arguments: [Date.now - days * 86_400])
        }
        try queue.close()
    }

    private func drop(_ name: String, _ bundles: Bundles, _ daemon: TestDaemon) throws {
        try FileManager.default.moveItem(
            at: bundles.mice(name, rows: 20), to: daemon.inbox.appending(path: name))
        #expect(try daemon.await(name, ["published", "failed"]).state == "published")
    }

    @Test func runNowAugmentsAJobAgain() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        try drop("a", Bundles(), daemon)
        let added = try daemon.ctl(
            "schedule", "add", "nightly", "--cron", "0 3 * * *", "--tz", "Europe/Berlin", "--job", "a")
        #expect(added.status == 0 && added.output.contains("0 3 * * * Europe/Berlin"), "\(added)")
        let next = try daemon.ctl("schedule", "next", "nightly", "--count", "2")
        #expect(next.output.split(separator: "\n").count == 2 && next.output.contains("T03:00+0"), "\(next)")
        #expect(try daemon.jobs().count == 1, "adding runs nothing")

        let tick = try #require(try ticks(daemon.ctl("schedule", "run-now", "nightly", "--format", "json")).first)
        #expect(tick.job == 2 && tick.outcome == "job")
        let again = try daemon.ctl("schedule", "run-now", "nightly", "--format", "json")
        #expect(try again.status == 7 || ticks(again).first?.nominal != tick.nominal, "once a minute: \(again)")
        let name = bundle("nightly", tick)
        #expect(try daemon.await(name, ["published", "failed"]).state == "published")
        let input = daemon.inbox.appending(path: "\(name).job2.done/job.toml")
        #expect(try String(contentsOf: input, encoding: .utf8).hasPrefix("seed = "))
        let run = try String(contentsOf: daemon.outbox.appending(path: "\(name)/run.json"), encoding: .utf8)
        #expect(run.contains("\"schedule\" : \"nightly\""), "\(run)")
        let other = try published(daemon.outbox.appending(path: "a"))
        #expect(differences(other, try published(daemon.outbox.appending(path: name))) != [], "another seed")
    }

    @Test func unchangedInputIsSkippedWithItsOwnSeed() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        try drop("a", Bundles(), daemon)
        #expect(
            try daemon.ctl("schedule", "add", "same", "--cron", "@daily", "--job", "1", "--keep-seed").status == 0)
        let tick = try #require(try ticks(daemon.ctl("schedule", "run-now", "same", "--format", "json")).first)
        let job = try daemon.await(bundle("same", tick), ["published", "failed"])
        #expect(job.state == "published" && job.reason == "duplicate")
    }

    /// Three ticks were missed; one runs for all, and runs once however often the daemon dies over it.
    @Test func missedTicksRunOnceWhateverIsKilled() throws {
        let (bundles, daemon) = (try Bundles(), try TestDaemon("disk_reserve = 0"))
        let source = try bundles.mice("training", rows: 20)
        try Data("half written".utf8).write(to: source.appending(path: "old.onnx"))
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: source.appending(path: "old.onnx").path
        )
        let added = try daemon.ctl(
            "schedule", "add", "nightly", "--cron", "@daily", "--tz", "UTC", "--source", source.path)
        #expect(added.status == 0, "\(added)")
        daemon.stop()
        try setBack(daemon, days: 3)
        // What only has such a name is somebody else's.
        let another = daemon.inbox.appending(path: ".nightly@2020-01-01T0000Z.scheduled")
        try FileManager.default.createDirectory(at: another, withIntermediateDirectories: true)
        for _ in 0..<3 {
            try daemon.start()
            daemon.kill9()
        }
        try daemon.start()
        #expect(FileManager.default.fileExists(atPath: another.path))
        let deadline = Date.now + 60
        while try daemon.jobs().isEmpty, Date.now < deadline { usleep(50_000) }
        let job = try #require(try daemon.jobs().first)
        #expect(try daemon.await(job.name, ["published", "failed"]).state == "published", "the newest checkpoint")
        let shown = try ticks(daemon.ctl("schedule", "show", "nightly", "--format", "json"))
        #expect(shown.map(\.job) == [job.number] && shown.map(\.missed) == [2])
        #expect(bundle("nightly", shown[0]) == job.name)
        #expect(try daemon.jobs().count == 1)
        let results = try FileManager.default.contentsOfDirectory(atPath: daemon.outbox.path)
        #expect(results.filter { $0.hasPrefix("nightly") } == [job.name])
    }

    @Test func pausedPassesAndResumingRunsNothing() throws {
        let (bundles, daemon) = (try Bundles(), try TestDaemon("disk_reserve = 0"))
        let source = try bundles.mice("training", rows: 20)
        #expect(try daemon.ctl("schedule", "add", "p", "--cron", "@daily", "--source", source.path).status == 0)
        #expect(try daemon.ctl("schedule", "pause", "p").output.contains("paused"))
        #expect(try daemon.ctl("schedule", "pause", "p").status == 7)
        daemon.stop()
        try setBack(daemon, days: 3)
        try daemon.start()
        #expect(try daemon.ctl("schedule", "list").output.contains("paused"), "across restarts")
        #expect(try daemon.ctl("schedule", "resume", "p").status == 0)
        // What had been due would have come before what is asked for now.
        let asked = try ticks(daemon.ctl("schedule", "run-now", "p", "--format", "json"))
        #expect(asked.map(\.job) == [1])
        #expect(try daemon.ctl("schedule", "remove", "p").status == 0)
        #expect(try daemon.ctl("schedule", "show", "p").status == 3)
        #expect(try daemon.jobs().count == 1)
    }

    @Test func sourceThatIsGoneFailsTheTick() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        let source = try Bundles().mice("training", rows: 20)
        #expect(try daemon.ctl("schedule", "add", "g", "--cron", "@hourly", "--source", source.path).status == 0)
        daemon.stop()
        try FileManager.default.removeItem(at: source)
        try setBack(daemon, days: 1)
        try daemon.start()
        let deadline = Date.now + 60
        var shown: [Tick] = []
        while shown.isEmpty, Date.now < deadline {
            shown = try ticks(daemon.ctl("schedule", "show", "g", "--format", "json"))
            usleep(50_000)
        }
        #expect(shown.map(\.outcome) == ["failed"] && shown.first?.reason?.contains(source.path) == true)
        #expect(try daemon.jobs().isEmpty)
    }

    /// What the daemon cannot see is told when the schedule is set, not when it is due.
    @Test func sourcesAreLookedAtWhenTheScheduleIsSet() throws {
        let daemon = try TestDaemon()
        let refused = try daemon.ctl("schedule", "add", "n", "--cron", "@daily", "--source", "/nowhere/runs")
        #expect(
            refused.status == 2 && refused.errors.contains("no folder /nowhere/runs that uaed can see"), "\(refused)")
        #expect(try daemon.ctl("schedule", "show", "n").status == 3)
    }

    /// A tick is due while the job of the one before computes.
    @Test(arguments: ["skip", "queue", "replace"]) func overlap(_ overlap: String) throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        let source = try Bundles().fashion("training", images: 16, job: Bundles.endless)
        let added = try daemon.ctl(
            "schedule", "add", "o", "--cron", "@daily", "--source", source.path, "--overlap", overlap)
        #expect(added.status == 0, "\(added)")
        let first = try #require(try ticks(daemon.ctl("schedule", "run-now", "o", "--format", "json")).first)
        _ = try daemon.await(bundle("o", first), ["running"])
        daemon.stop()
        try setBack(daemon, days: 1)
        try daemon.start()
        switch overlap {
        case "skip":
            #expect(try awaitTick(daemon, "skipped").reason?.contains("job 1 of the tick before is still open") == true)
            #expect(try daemon.ctl("cancel", "1").status == 0)
            #expect(try daemon.jobs().map(\.number) == [1])
        case "queue":
            #expect(try awaitTick(daemon, "waiting").job == nil)
            #expect(try daemon.jobs().map(\.number) == [1])
            #expect(try daemon.ctl("cancel", "1").status == 0)
            #expect(try awaitTick(daemon, "job").job == 2)
        default:
            #expect(try awaitTick(daemon, "job").job == 2)
            #expect(try daemon.await(bundle("o", first), ["cancelled", "running"]).state == "cancelled")
        }
    }

    /// The tick after the one that a person asked for, once it has this outcome.
    private func awaitTick(_ daemon: TestDaemon, _ outcome: String) throws -> Tick {
        let deadline = Date.now + 60
        while Date.now < deadline {
            let shown = try ticks(daemon.ctl("schedule", "show", "o", "--format", "json"))
            if let tick = shown.first(where: { $0.outcome == outcome && $0.job != 1 }) { return tick }
            usleep(50_000)
        }
        throw TestFailure("no tick of outcome \(outcome): \(try daemon.ctl("schedule", "show", "o"))")
    }

    @Test(arguments: [
        (["--cron", "0 25 * * *", "--source", "/srv"], Int32(2), "hour: '25' is out of range (field 2, character 3)"),
        (["--cron", "0 0 30 2 *", "--source", "/srv"], 2, "names no time"),
        (["--cron", "@daily", "--tz", "berlin", "--source", "/srv"], 2, "did you mean Europe/Berlin?"),
        (["--cron", "@daily", "--job", "77"], 3, "there is no job '77'"),
        (["--cron", "@daily", "--source", "/"], 2, "copied into itself"),
        (["--cron", "@daily", "--source", "/srv", "--missed", "all:0"], 2, "all:N"),
        (["--cron", "@daily"], 2, "either --job or --source"),
    ])
    func refusalsSayWhatToWrite(_ arguments: [String], _ status: Int32, _ words: String) throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        let refused = try run(
            [Programs.path("uaectl"), "schedule", "add", "x"] + arguments, environment: ["UAED_SOCKET": daemon.socket])
        #expect(refused.status == status && refused.errors.contains(words), "\(refused)")
        #expect(try daemon.ctl("schedule", "list").errors == "no schedules yet\n")
    }
}
