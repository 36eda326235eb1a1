// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `on_done` and `on_failed`: what they are told, and that nothing they do harms a job or the daemon.
@Suite(.timeLimit(.minutes(30))) struct HookTests {
    private func daemon(_ options: String = "", _ hooks: [String: String]) throws -> TestDaemon {
        let daemon = try TestDaemon(options, start: false)
        let folder = daemon.root.appending(path: "hooks.d")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in hooks { try write(text, folder.appending(path: name)) }
        try daemon.start()
        return daemon
    }

    private func write(_ text: String, _ file: URL) throws {
        try ("#!/bin/sh\n" + text + "\n").write(to: file, atomically: true, encoding: .utf8)
        #expect(chmod(file.path, 0o755) == 0)
    }

    private func drop(_ name: String, on daemon: TestDaemon, isGood: Bool = true) throws {
        let bundle = try Bundles().mice(name)
        if !isGood {
            try "a,b\n1\n".write(to: bundle.appending(path: "mice.csv"), atomically: true, encoding: .utf8)
        }
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: name))
    }

    /// Messages of the events of hooks, once there are `count`.
    private func told(_ count: Int, by daemon: TestDaemon) throws -> [String] {
        let deadline = Date.now + 120
        while Date.now < deadline {
            let lines = try daemon.ctl("events", "--since", "0").output.split(separator: "\n")
            let hooks = lines.filter { $0.contains(": hook, ") }.map(String.init)
            if hooks.count >= count { return hooks }
            usleep(50_000)
        }
        throw TestFailure("not \(count) hooks: \(try daemon.ctl("events", "--since", "0"))")
    }

    private static let tell =
        "echo out; echo err >&2; echo \"$UAED_JOB $UAED_NAME $UAED_STATE $UAED_REASON $UAED_RESULT\" >>$(dirname $0)/../told"

    @Test func areToldOfEveryEndOnce() throws {
        let daemon = try daemon(
            "", ["on_done": Self.tell, "on_failed-mail": Self.tell, "on_done.bak": Self.tell, "other": Self.tell])
        try drop("good", on: daemon)
        _ = try told(1, by: daemon)
        try drop("bad", on: daemon, isGood: false)
        _ = try told(2, by: daemon)
        daemon.stop()
        try daemon.start()
        try drop("bad2", on: daemon, isGood: false)
        #expect(try told(3, by: daemon).count == 3, "what was told before is not told again")
        let lines = try String(contentsOf: daemon.root.appending(path: "told"), encoding: .utf8).split(separator: "\n")
        #expect(
            lines == [
                "1 good published  \(daemon.outbox.path)/good", "2 bad failed refused ", "3 bad2 failed refused ",
            ])
        let log = try daemon.ctl("logs", "good").output
        #expect(log.contains("uaed: hook \(daemon.root.path)/hooks.d/on_done\nout\nerr\n"), "\(log)")
    }

    /// One that fails, one that hangs with what it has started, and one that cannot run: the next one is told all the same.
    @Test func aBadHookHarmsNothing() throws {
        let daemon = try daemon(
            "hook_timeout = 1",
            [
                "on_done-1": "exit 3", "on_done-2": "sleep 1000 & trap '' TERM; while :; do sleep 1; done",
                "on_done-4": Self.tell,
            ])
        let broken = daemon.root.appending(path: "hooks.d/on_done-3")
        try "#!/nowhere\n".write(to: broken, atomically: true, encoding: .utf8)
        chmod(broken.path, 0o755)
        try drop("good", on: daemon)
        #expect(try daemon.await("good", ["published", "failed"]).state == "published")
        let words = try told(4, by: daemon)
        #expect(words[0].contains("on_done-1 exited with status 3"), "\(words)")
        #expect(words[1].contains("on_done-2 was ended by signal 9") && words[1].contains("hook_timeout"), "\(words)")
        #expect(words[2].contains("on_done-3 exited with status 12"), "126 or 127: \(words)")
        #expect(words[3].contains("on_done-4 exited with status 0"), "\(words)")
        #expect(try daemon.job("good")?.state == "published" && daemon.process?.isRunning == true)
    }

    /// A hook that others can write would run what they like as uaed; the ones beside it run.
    @Test func aHookThatOthersMayWriteIsNotRun() throws {
        let daemon = try daemon("", ["on_done": Self.tell, "on_done-2": "true"])
        chmod(daemon.root.appending(path: "hooks.d/on_done").path, 0o777)
        try drop("good", on: daemon)
        _ = try daemon.await("good", ["published"])
        let deadline = Date.now + 20
        while try !daemon.ctl("status").output.contains("it is not run"), Date.now < deadline { usleep(50_000) }
        #expect(try daemon.ctl("status").output.contains("it is not run"))
        #expect(try told(1, by: daemon).first?.contains("on_done-2 exited with status 0") == true)
        #expect(!FileManager.default.fileExists(atPath: daemon.root.appending(path: "told").path))
    }

    /// Killed while a hook runs: it runs again.
    @Test func aKilledDaemonTellsAgain() throws {
        let daemon = try daemon(
            "", ["on_done": "echo $$ >>$(dirname $0)/../told; [ -e $(dirname $0)/../go ] || sleep 1000"])
        try drop("good", on: daemon)
        let file = daemon.root.appending(path: "told")
        let deadline = Date.now + 120
        while !FileManager.default.fileExists(atPath: file.path), Date.now < deadline { usleep(20_000) }
        daemon.kill9()
        try run(["/usr/bin/touch", daemon.root.appending(path: "go").path])
        try daemon.start()
        _ = try told(1, by: daemon)
        let pids = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { pid_t($0) }
        #expect(pids.count == 2 && pids[0] != pids[1])
        // What the killed daemon left behind.
        kill(-pids[0], SIGKILL)
    }
}
