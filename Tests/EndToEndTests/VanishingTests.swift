// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// What becomes of jobs whose input someone changes, renames or deletes, and of those whose whole inbox is away.
@Suite(.serialized, .timeLimit(.minutes(30))) struct VanishingTests {
    /// A job of some seconds.
    private static let job = "chunk_size = 4\n[attack]\niterations = 1500\n"

    /// Each job ends with its own reason, and the one beside them is not disturbed.
    @Test func claimsThatArePulledAway() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\nmax_running_jobs = 4", settle: 0.2)
        let names = ["changed", "deleted", "renamed", "whole"]
        for name in names {
            let bundle = try bundles.fashion(name, images: 24, job: Self.job)
            try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: name))
        }
        let claims = Dictionary(
            uniqueKeysWithValues: try names.map { name in
                let job = try daemon.await(name, ["running"])
                return (name, daemon.inbox.appending(path: "\(name).job\(job.number).claimed"))
            })
        let changed = try #require(claims["changed"])
        try Data("\n# changed\n".utf8).append(to: changed.appending(path: "job.toml"))
        try FileManager.default.removeItem(at: #require(claims["deleted"]))
        try FileManager.default.moveItem(at: #require(claims["renamed"]), to: daemon.root.appending(path: "mine-again"))

        for name in ["deleted", "renamed"] {
            let job = try daemon.await(name, ["failed", "published"])
            #expect(job.state == "failed" && job.failure?["code"] as? String == "input-gone", "\(job.object)")
        }
        #expect(try daemon.await("whole", ["published", "failed"]).state == "published")
        // A change is no failure: it is said, and computed from what lies there when it is quiet.
        #expect(try daemon.await("changed", ["published", "failed"]).state == "published")
        let told = try run(["/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=0"])
        #expect(told.output.contains("is not what it was when"), "\(told.output)")
    }

    /// An inbox that is away says nothing of its jobs: they wait, and go on when it is back.
    @Test func inboxThatGoesAway() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1", settle: 0.2)
        for name in ["first", "second"] {
            let bundle = try bundles.fashion(name, images: 24, job: Self.job)
            try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: name))
            if name == "first" { _ = try daemon.await(name, ["running"]) }
        }
        _ = try daemon.await("second", ["queued"])
        let away = daemon.root.appending(path: "away")
        try FileManager.default.moveItem(at: daemon.inbox, to: away)
        for name in ["first", "second"] {
            let job = try daemon.await(name, ["waiting", "failed", "published"])
            #expect(job.state == "waiting" && job.reason == "inbox-gone", "\(job.object)")
        }
        #expect(try daemon.ctl("status").output.contains("is not there"))
        try FileManager.default.moveItem(at: away, to: daemon.inbox)
        for name in ["first", "second"] {
            let job = try daemon.await(name, ["failed", "published"])
            #expect(job.state == "published", "\(job.object)")
        }
    }

    /// A reason that lasts is told once, however often the job is tried in vain.
    @Test func aLastingReasonIsToldOnce() throws {
        let folder = try Scratch.folder()
        let worker = folder.appending(path: "worker")
        let tries = folder.appending(path: "tries")
        let failure = #"{"kind":"environment","code":"no-memory","message":"not enough memory"}"#
        let script = """
            #!/bin/sh
            echo x >> '\(tries.path)'
            echo '{"event":"waiting","failure":\(failure)}'
            exit 75
            """
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        let daemon = try TestDaemon("rescan = 1\nworker = \"\(worker.path)\"", settle: 0.1)
        try FileManager.default.moveItem(at: Bundles().mice("m"), to: daemon.inbox.appending(path: "m"))
        let deadline = Date.now + 60
        while (FileManager.default.contents(atPath: tries.path)?.count ?? 0) < 8, Date.now < deadline {
            _ = try daemon.job("m")
        }
        #expect((FileManager.default.contents(atPath: tries.path)?.count ?? 0) >= 8, "not tried again")
        let answer = try run(["/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=0"])
        let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
        let events = try #require(object?["events"] as? [[String: Any]])
        #expect(events.map { $0["kind"] as? String } == ["claimed", "state"], "\(answer.output)")
        #expect(events.last?["reason"] as? String == "no-memory")
    }
}

extension Data {
    fileprivate func append(to file: URL) throws {
        let handle = try FileHandle(forWritingTo: file)
        try handle.seekToEnd()
        try handle.write(contentsOf: self)
        try handle.close()
    }
}
