// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// `uaed-watch` may die at any moment: what it would have told is found all the same, each bundle once.
@Suite(.serialized, .timeLimit(.minutes(240))) struct WatchKillTests {
    static let rounds = ScaleTests.number("UAED_WATCH_KILLS", 50)

    /// Killed in the middle of a copy. No rescan comes in time: what finds the bundle is that everything is read afresh.
    @Test(.timeLimit(.minutes(5))) func everyBundleIsTakenOnce() throws {
        let daemon = try TestDaemon("rescan = 3600\nworker = \"\(try Self.worker())\"", settle: 0.2)
        let bundle = try Bundles().mice("b", rows: 20)
        let files = try FileManager.default.contentsOfDirectory(atPath: bundle.path).sorted()
        let begin = Date.now
        var killed: Set<pid_t> = []
        for round in 0..<Self.rounds {
            let process = try Self.watcher(of: daemon, apartFrom: killed)
            let target = daemon.inbox.appending(path: "b\(round)")
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
            for (index, file) in files.enumerated() {
                if index == files.count / 2 { #expect(kill(process, SIGKILL) == 0) }
                try FileManager.default.copyItem(
                    at: bundle.appending(path: file), to: target.appending(path: file))
            }
            killed.insert(process)
            // It has lived a while when its turn comes: what dies at once is started ever more rarely.
            _ = try daemon.await("b\(round)", ["inspecting", "queued", "running"], within: 60)
        }
        _ = try Self.watcher(of: daemon, apartFrom: killed)
        #expect(killed.count == Self.rounds)
        let last = Date.now
        for round in 0..<Self.rounds { _ = try daemon.await("b\(round)", ["queued", "running"], within: 120) }
        print(
            "uaed-watch killed \(Self.rounds) times in \(Int(last.timeIntervalSince(begin))) s; "
                + "all bundles taken \(Int(Date.now.timeIntervalSince(last))) s after")
        #expect(try daemon.jobs().count == Self.rounds)
        let claims = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path)
            .filter { $0.hasSuffix(".claimed") }
        #expect(Set(claims.compactMap { $0.split(separator: ".").first }) == Set((0..<Self.rounds).map { "b\($0)" }))
        #expect(claims.count == Self.rounds, "something was taken twice")
        for claim in claims {
            let found = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.appending(path: claim).path)
            #expect(found.sorted() == files, "\(claim) was taken before it was whole")
        }
        let status = try daemon.ctl("status").output
        #expect(!status.contains("uaed-watch"), "it runs, so nothing is to be said: \(status)")
    }

    /// Inspections are real; jobs never end: taking is what is looked at.
    private static func worker() throws -> String {
        let worker = try Scratch.folder().appending(path: "worker")
        let script = """
            #!/bin/sh
            case "$1" in generate) exec cat > /dev/null ;; esac
            exec '\(Programs.path("uae-worker"))' "$@"
            """
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        return worker.path
    }

    /// The daemon's `uaed-watch`, waited for until it watches: it has a watch on the inbox.
    private static func watcher(of daemon: TestDaemon, apartFrom killed: Set<pid_t>) throws -> pid_t {
        let parent = try #require(daemon.process?.processIdentifier)
        let deadline = Date.now + 30
        while Date.now < deadline {
            for child in children(of: parent) where !killed.contains(child) && watches(child) { return child }
            usleep(2000)
        }
        throw TestFailure("no uaed-watch: \(try String(contentsOf: daemon.log, encoding: .utf8))")
    }

    private static func children(of parent: pid_t) -> [pid_t] {
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")) ?? []
        return tasks.flatMap { task in
            let list = try? String(contentsOfFile: "/proc/\(parent)/task/\(task)/children", encoding: .utf8)
            return (list ?? "").split(separator: " ").compactMap { pid_t($0) }
        }.filter {
            (try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)) == "uaed-watch\n"
        }
    }

    /// fdinfo of inotify has a line a watch (proc(5)).
    private static func watches(_ process: pid_t) -> Bool {
        let folder = "/proc/\(process)/fdinfo"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.contains {
            (try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8))?.contains("inotify wd:") == true
        }
    }
}
