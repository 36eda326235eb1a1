// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import TestSupport
import Testing

/// What lies in the state directory over years: it is kept in bounds, whole and the daemon's own, and the daemon answers.
@Suite(.serialized, .withoutSanitizer("the daemon is held to its own time"), .timeLimit(.minutes(30)))
struct UpkeepTests {
    private func ledger(_ daemon: TestDaemon) -> String { daemon.root.appending(path: "state/ledger.sqlite").path }

    private func change(_ daemon: TestDaemon, _ sql: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: ledger(daemon))
        try queue.write { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }

    private func publishOne(_ daemon: TestDaemon, _ name: String = "b") throws {
        try FileManager.default.moveItem(
            at: Bundles().mice(name, rows: 20), to: daemon.inbox.appending(path: name))
        #expect(try daemon.await(name, ["published", "failed"]).state == "published")
    }

    private func events(_ daemon: TestDaemon, since: Int) throws -> [String: Any] {
        let answer = try run(
            ["/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=\(since)"])
        return try #require(try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
    }

    /// 2,000 jobs with ten events each, over since a hundred days.
    private func lengthen(_ daemon: TestDaemon) throws {
        let queue = try DatabaseQueue(path: ledger(daemon))
        try queue.write { database in
            let own = ["number", "finished", "name"]
            let columns = try database.columns(in: "job").map(\.name).filter { !own.contains($0) }
                .joined(separator: ", ")
            let numbers = "WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
            let old = Date.now - 100 * 86_400
            try database.execute(
                sql: "\(numbers) INSERT INTO job (number, finished, name, \(columns)) "
                    + "SELECT n, ?, 'gone' || n, \(columns) FROM numbers, job WHERE number = 1", arguments: [2001, old])
            try database.execute(
                sql: "\(numbers) INSERT INTO event (time, kind, job, name, state, message) "
                    + "SELECT ?, 'chunk', n % 2000 + 2, 'gone', 'running', 'chunk ' || n || ' of a job that ran long ago' "
                    + "FROM numbers", arguments: [20_001, old])
            // They came before what really happened here, which is not old.
            try database.execute(sql: "UPDATE event SET time = ?", arguments: [old])
            try database.execute(sql: "UPDATE counter SET value = 2001 WHERE name = 'job'")
            try database.execute(
                sql: "UPDATE counter SET value = (SELECT MAX(sequence) FROM event) WHERE name = 'hooks'")
        }
        try queue.close()
    }

    @Test func pruningKeepsNobodyWaiting() throws {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0\nkeep_history = \"forever\"")
        try publishOne(daemon)
        daemon.stop()
        try lengthen(daemon)
        let before = try size(ledger(daemon))
        try daemon.start()
        let metrics = try counters(daemon)
        #expect(try daemon.jobs().count == 2001 && events(daemon, since: 0)["gap"] as? Bool == false)
        // What the machine takes while nothing is pruned.
        let idle = StatusSampler(daemon.socket)
        sleep(2)
        try idle.finish()
        try daemon.configure { $0.replacing("keep_history = \"forever\"", with: "keep_history = \"3s\"") }
        let answers = StatusSampler(daemon.socket)
        daemon.signal(SIGHUP)
        try daemon.until("a pruned ledger", within: 120) { try size(ledger(daemon)) < before / 4 }
        try answers.finish()
        #expect(try daemon.jobs().count == 1)
        let after = try size(ledger(daemon))
        print(
            "2000 jobs and 20000 events pruned: the ledger had \(before >> 10) KiB and has \(after >> 10); status in "
                + "\(Int(answers.time(0.5) * 1000)) ms usually, \(Int(answers.time(0.98) * 1000)) ms in 98 of 100, "
                + "\(Int(answers.worst * 1000)) ms at worst of \(answers.count); before that "
                + "\(Int(idle.time(0.98) * 1000)) ms in 98 of 100, \(Int(idle.worst * 1000)) ms at worst")
        #expect(answers.time(0.9) < max(StatusSampler.longest / 2, 2 * idle.time(0.9)))
        #expect(try daemon.job("b")?.number == 1, "its input is there: it stays")
        let left = try events(daemon, since: 0)
        #expect(left["gap"] as? Bool == true && left["next"] as? Int ?? 0 >= 20_000)
        #expect(try counters(daemon) == metrics, "what counts up never goes back")
    }

    private func counters(_ daemon: TestDaemon) throws -> [String] {
        let page = try run(["/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/metrics"]).output
        return page.split(separator: "\n").map(String.init).filter { line in
            [
                "uaed_chunks_total", "uaed_samples_total", "uaed_jobs_ended_total",
                "uaed_job_stage_duration_seconds_count",
            ]
            .contains { line.hasPrefix($0) }
        }
    }

    /// Timetables are searched when they are set, not at every turn.
    @Test func manySchedules() throws {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try publishOne(daemon)
        func add(_ name: String) throws -> Finished {
            try daemon.ctl(
                "schedule", "add", name, "--cron", "0 0 29 2 *", "--tz", "Europe/Berlin", "--job", "b")
        }
        #expect(try add("s0").status == 0)
        daemon.stop()
        try change(
            daemon,
            """
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 329)
            INSERT INTO schedule (name, cron, zone, inbox, missed, overlap, job, source, jitter, fresh_seed, paused, created,
                since, owner_uid)
            SELECT 's' || n, cron, zone, inbox, missed, overlap, job, source, jitter, fresh_seed, paused, created,
                since, CASE WHEN n < 50 THEN 0 ELSE n END FROM numbers, schedule
            """)
        try daemon.start()
        let answers = StatusSampler(daemon.socket)
        for _ in 0..<5 { #expect(try daemon.ctl("rescan").status == 0) }
        sleep(3)
        try answers.finish()
        let begin = ContinuousClock.now
        #expect(try daemon.ctl("schedule", "list").status == 0)
        print(
            "330 schedules for leap days: status in \(Int(answers.time(0.5) * 1000)) ms usually, "
                + "\(Int(answers.time(0.98) * 1000)) ms in 98 of 100 of \(answers.count); their list in "
                + "\(ContinuousClock.now - begin)")
        #expect(answers.time(0.9) < StatusSampler.longest / 2)
        let refused = try add("one-more")
        #expect(refused.status == 7 && refused.errors.contains("50 schedules"), "\(refused)")
        #expect(try daemon.ctl("schedule", "remove", "s1").status == 0)
        #expect(try add("one-more").status == 0)
    }

    /// A clock that was ahead once has moved a schedule on for years.
    @Test func aScheduleComesBackFromTheFuture() throws {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try publishOne(daemon)
        #expect(try daemon.ctl("schedule", "add", "nightly", "--cron", "0 3 * * *", "--job", "b").status == 0)
        daemon.stop()
        try change(daemon, "UPDATE schedule SET since = ?", [Date.now + 3650 * 86_400])
        try daemon.start()
        try daemon.until("an event that says so", within: 20) {
            try daemon.ctl("events", "--since", "0").output.contains("the clock was ahead")
        }
        let shown = try daemon.ctl("schedule", "show", "nightly", "--format", "json").output
        let next = try #require(shown.firstMatch(of: /"next" ?: ?"([^"]+)"/), "\(shown)").output.1
        #expect(try Date(String(next.prefix(19)) + "Z", strategy: .iso8601) < Date.now + 2 * 86_400)
    }

    @Test func aCopyForBackups() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        try publishOne(daemon)
        let copy = daemon.root.appending(path: "backup.sqlite").path
        let made = try daemon.ctl("doctor", "--ledger-copy", copy)
        #expect(made.status == 0, "\(made)")
        let queue = try DatabaseQueue(path: copy)
        #expect(try queue.read { try String.fetchAll($0, sql: "SELECT name FROM job") } == ["b"])
        #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
        try queue.close()
        #expect(try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int == 0o600)
        let again = try daemon.ctl("doctor", "--ledger-copy", copy)
        #expect(again.status == 1 && again.errors.contains("not there yet"), "\(again)")
        let left = try FileManager.default.contentsOfDirectory(atPath: daemon.root.appending(path: "state").path)
        #expect(!left.contains { $0.contains("copy") || $0.hasSuffix("-shm") }, "\(left)")
    }

    /// Taken away while it runs: it is written again, and a kill afterwards loses nothing.
    @Test func theLedgerIsTakenAway() throws {
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try publishOne(daemon)
        for suffix in ["", "-wal"] { #expect(unlink(ledger(daemon) + suffix) == 0) }
        try daemon.until("a ledger", within: 30) { FileManager.default.fileExists(atPath: ledger(daemon)) }
        try publishOne(daemon, "c")
        daemon.kill9()
        try daemon.start()
        #expect(try daemon.jobs().map(\.name) == ["c", "b"])
        #expect(try daemon.ctl("events", "--since", "0").output.contains("written again"))
    }

    /// A link, a second name, another's file: SQLite would follow, or play it back.
    @Test(arguments: ["ledger.sqlite", "ledger.sqlite-journal", "ledger.sqlite-wal"])
    func onlyItsOwnFiles(_ name: String) throws {
        let daemon = try TestDaemon(start: false)
        let path = daemon.root.appending(path: "state/\(name)").path
        let other = daemon.root.appending(path: "other").path
        try Data("x".utf8).write(to: URL(fileURLWithPath: other))
        func refused() throws {
            let started = try run(
                [Programs.path("uaed"), "--config", daemon.root.appending(path: "uaed.toml").path], within: 20)
            #expect(started.status == 78 && started.errors.contains(path), "\(started)")
            #expect(try String(contentsOfFile: other, encoding: .utf8) == "x")
            unlink(path)
        }
        #expect(symlink(other, path) == 0)
        try refused()
        #expect(link(other, path) == 0)
        try refused()
        #expect(mkfifo(path, 0o600) == 0)
        try refused()
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(chown(path, 64_003, 64_003) == 0)
        try refused()
        try daemon.start()
    }
}
