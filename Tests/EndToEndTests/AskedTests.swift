// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// hold, release, retry, move, pause, wait and events, on a real daemon that is killed meanwhile.
@Suite(.timeLimit(.minutes(30))) struct AskedTests {
    private func drop(_ bundle: URL, on daemon: TestDaemon) throws {
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: bundle.lastPathComponent))
    }

    /// What is finished of a held job stays: the released one finds its chunks.
    @Test func aRunningJobIsHeldAndGoesOn() throws {
        let daemon = try TestDaemon()
        try drop(Bundles().fashion("long", images: 96, job: Bundles.long), on: daemon)
        _ = try daemon.await("long", ["running"])
        try awaitEvent("chunk", of: "long", on: daemon)
        let held = try daemon.ctl("hold", "long")
        #expect(held.status == 0 && held.output.contains("held"), "\(held)")
        let number = try #require(try daemon.job("long")).number
        #expect(try workers(of: daemon, named: "long").isEmpty)
        daemon.kill9()
        try daemon.start()
        #expect(try daemon.job("long")?.state == "held")
        #expect(try daemon.ctl("explain", "long").output.contains("uaectl release \(number)"))
        #expect(try daemon.ctl("release", "long").status == 0)
        #expect(try daemon.ctl("release", "long").status == 7)
        let waited = try daemon.ctl("wait", "long")
        #expect(waited.status == 0 && waited.output.contains("published"), "\(waited)")
        let events = try daemon.ctl("events", "--since", "0", "--job", "long").output
        let started = events.split(separator: "\n").filter { $0.contains("started") }
        #expect(started.count == 2 && started[0].contains(" none done before"), "\(events)")
        #expect(!started[1].contains(" none done before"), "\(events)")
        #expect(try daemon.ctl("hold", "long").status == 7 && daemon.ctl("move", "long", "--first").status == 7)
    }

    /// Under one number: what was mended in the input counts.
    @Test func aFailedJobIsTriedAgain() throws {
        let daemon = try TestDaemon()
        let bundle = try Bundles().mice("mend")
        let table = try String(contentsOf: bundle.appending(path: "mice.csv"), encoding: .utf8)
        try (table + "1,2,3\n").write(to: bundle.appending(path: "mice.csv"), atomically: true, encoding: .utf8)
        #expect(try daemon.ctl("retry", "mend").status == 3, "not there yet")
        try drop(bundle, on: daemon)
        let failed = try daemon.await("mend", ["failed"])
        #expect(try daemon.ctl("wait", "mend").status == 10)
        let input = daemon.inbox.appending(path: "mend.job\(failed.number).failed/mice.csv")
        try table.write(to: input, atomically: true, encoding: .utf8)
        let asked = try daemon.ctl("retry", "mend")
        #expect(asked.status == 0, "\(asked)")
        #expect(try daemon.ctl("wait", "\(failed.number)").status == 0)
        #expect(try daemon.jobs().map(\.state) == ["published"])
        let names = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path)
        #expect(names == ["mend.job\(failed.number).done"])
        #expect(try daemon.ctl("retry", "mend").status == 7)
    }

    /// Nothing new begins while it is paused, also after a restart; the pause ends by itself.
    @Test func aPauseOutlivesTheDaemon() throws {
        let daemon = try TestDaemon()
        #expect(try daemon.ctl("resume").status == 7)
        #expect(try daemon.ctl("pause", "--until", "+1h").status == 0)
        try drop(Bundles().mice("first"), on: daemon)
        try drop(Bundles().mice("second", job: "seed = 2\n" + Bundles.quick), on: daemon)
        for name in ["first", "second"] { _ = try daemon.await(name, ["queued"]) }
        daemon.kill9()
        try daemon.start()
        #expect(try daemon.ctl("status").output.contains("paused"))
        #expect(try daemon.ctl("explain", "first").output.contains("is paused until"))
        let late = try #require(try daemon.jobs().map(\.number).max())
        #expect(try daemon.ctl("move", "\(late)", "--first").output.contains("priority 1"))
        #expect(try daemon.ctl("list").output.contains("PRIORITY"))
        let none = try daemon.ctl("wait", "--all", "--timeout", "0s")
        #expect(none.status == 12, "\(none)")
        #expect(try daemon.ctl("pause", "--until", "+1s").status == 0, "the end is set anew")
        let waited = try daemon.ctl("wait", "--all", "--format", "ndjson")
        #expect(waited.status == 0, "\(waited)")
        let numbers = try waited.output.split(separator: "\n").map { try Job(json: String($0)).number }
        #expect(numbers == [late, 3 - late], "what was moved came first")
    }

    /// `wait` hears the end although the daemon is killed meanwhile.
    @Test func waitOutlivesARestart() throws {
        let daemon = try TestDaemon()
        try drop(Bundles().mice("over"), on: daemon)
        _ = try daemon.await("over", ["published"])
        try drop(Bundles().fashion("endless", images: 32, job: Bundles.endless), on: daemon)
        _ = try daemon.await("endless", ["running"])
        let told = daemon.root.appending(path: "told").path
        let waiting = try launch(
            ["/bin/sh", "-c", "exec \"$1\" wait over endless >\"$2\"", "sh", Programs.path("uaectl"), told],
            environment: ["UAED_SOCKET": daemon.socket])
        // It waits when it has told what is over.
        let deadline = Date.now + 60
        while (try? Data(contentsOf: URL(fileURLWithPath: told)))?.isEmpty ?? true, Date.now < deadline {
            usleep(20_000)
        }
        daemon.kill9()
        try daemon.start()
        _ = try daemon.await("endless", ["running"])
        #expect(waiting.isRunning)
        #expect(try daemon.ctl("cancel", "endless").status == 0)
        waiting.waitUntilExit()
        #expect(waiting.terminationStatus == 11)
    }

    private func awaitEvent(_ kind: String, of job: String, on daemon: TestDaemon) throws {
        let deadline = Date.now + 120
        while try !daemon.ctl("events", "--since", "0", "--job", job).output.contains(": \(kind),") {
            guard Date.now < deadline else { throw TestFailure("no event \(kind) of \(job)") }
            usleep(50_000)
        }
    }
}
