// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// People who share an inbox are strangers to one another: what a member without further rights does in inbox and outbox reaches
/// nobody else's job, and nothing that only the service may read or write.
///
/// A daemon as a service user, ann and mal as members of its group.
@Suite(.serialized, .enabled(if: geteuid() == 0, "needs three users"), .timeLimit(.minutes(30))) struct SharedInboxTests
{
    private let ann = User.person
    private let mal = User(uid: 64_003, gid: 64_000)
    private let bundles = try! Bundles()

    private func daemon(_ options: String = "") throws -> TestDaemon {
        try TestDaemon("rescan = 1\n" + options, as: .service)
    }

    private func drop(_ bundle: URL, as user: User, into daemon: TestDaemon, _ name: String? = nil) throws {
        try bundles.open(bundle)
        let target = daemon.inbox.appending(path: name ?? bundle.lastPathComponent).path
        let staged = daemon.inbox.path + "/.staged-\(user.uid)"
        let words = "cp -r '\(bundle.path)' '\(staged)' && mv '\(staged)' '\(target)'"
        #expect(try run(["/bin/sh", "-c", words], as: user).status == 0)
    }

    private func shell(_ words: String, as user: User) throws { try run(["/bin/sh", "-c", words], as: user) }

    /// A folder that only the service may read, with a bundle in it that says who it is.
    private func secret(_ daemon: TestDaemon) throws -> URL {
        let folder = daemon.root.appending(path: "secret")
        try FileManager.default.copyItem(at: bundles.mice("secret", rows: 20), to: folder)
        let table = try #require(
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .first { $0.pathExtension == "csv" })
        var lines = try String(contentsOf: table, encoding: .utf8).split(separator: "\n").map(String.init)
        lines[1] = "0.424242" + lines[1].drop { $0 != "," }
        try lines.joined(separator: "\n").write(to: table, atomically: false, encoding: .utf8)
        try run(["/bin/chown", "-R", "\(User.service.uid):\(User.service.gid)", folder.path])
        try run(["/bin/chmod", "-R", "go=", folder.path])
        return folder
    }

    private func outboxHolds(_ text: String, _ daemon: TestDaemon) throws -> Bool {
        try run(["/bin/grep", "-rq", text, daemon.outbox.path]).status == 0
    }

    /// A link in a claim's place, before and while it is computed.
    @Test func aLinkInAClaimsPlace() throws {
        let daemon = try daemon()
        let secret = try secret(daemon)
        // A link with no bundle at all.
        try shell("ln -s '\(secret.path)' '\(daemon.inbox.path)/peek.job901.claimed'", as: mal)
        try drop(bundles.mice("blocker", rows: 400, job: Bundles.long), as: ann, into: daemon)
        _ = try daemon.await("blocker", ["running", "published"])
        try drop(bundles.mice("x", rows: 20), as: mal, into: daemon)
        let x = try daemon.await("x", ["queued"])
        let claim = "\(daemon.inbox.path)/x.job\(x.number).claimed"
        try shell("mv '\(claim)' '\(claim).away'; ln -s '\(secret.path)' '\(claim)'", as: mal)
        #expect(try daemon.ctl("cancel", "blocker").status == 0)
        let ended = try daemon.await("x", ["failed", "published"])
        #expect(ended.state == "failed" && ended.failure?["code"] as? String == "input-gone", "\(ended.object)")
        #expect(try daemon.jobs().map(\.name).sorted() == ["blocker", "x"])
        #expect(try !outboxHolds("0.424242", daemon))
        #expect(try run(["/bin/ls", secret.path]).output.contains(".csv"), "nothing was moved or deleted there")
    }

    /// A claim of loose files that is no claim, but a link to a folder of the service's.
    @Test func filesOfTheServiceStayWhereTheyAre() throws {
        let daemon = try daemon()
        let secret = try secret(daemon)
        let before = try run(["/bin/ls", "-lR", secret.path]).output
        let model = try #require(before.split(separator: " ").map(String.init).first { $0.contains(".onnx") })
        let stem = model.trimmingCharacters(in: .newlines).replacing(".onnx", with: "")
        for name in ["\(stem).job900.claimed", ".\(stem).job901.claimed.part"] {
            try shell("ln -s '\(secret.path)' '\(daemon.inbox.path)/\(name)'", as: mal)
        }
        try drop(bundles.mice("b", rows: 20), as: ann, into: daemon)
        _ = try daemon.await("b", ["published"])
        daemon.stop()
        try daemon.start()
        _ = try daemon.ctl("rescan")
        try drop(bundles.mice("c", rows: 20, job: "seed = 2\n" + Bundles.quick), as: ann, into: daemon)
        _ = try daemon.await("c", ["published"])
        #expect(try run(["/bin/ls", "-lR", secret.path]).output == before)
    }

    /// A result's report that somebody copied, a folder under a reserved name, `.uaed` in the outbox, a great number.
    @Test func publicationsAreNeitherForgedNorBlocked() throws {
        let daemon = try daemon()
        let (inbox, outbox) = (daemon.inbox.path, daemon.outbox.path)
        try shell("mkdir -p '\(outbox)/.uaed/jobs' && chmod -R 777 '\(outbox)/.uaed'", as: mal)
        try shell("mkdir '\(inbox)/x.job1000000000.claimed'", as: mal)
        try drop(bundles.mice("malres", rows: 20), as: mal, into: daemon)
        #expect(try daemon.await("malres", ["published"]).number == 1)
        try shell(
            "mkdir '\(outbox)/annjob' && sed 's/\"job\" : 1/\"job\" : 2/; s/malres/annjob/' '\(outbox)/malres/run.json' "
                + ">'\(outbox)/annjob/run.json'", as: mal)
        try drop(bundles.mice("annjob", rows: 20, job: "seed = 7\n" + Bundles.quick), as: ann, into: daemon)
        let job = try daemon.await("annjob", ["published", "failed"])
        #expect(job.state == "published" && job.number == 2 && job.summary?["samples"] as? Int == 20)
        let paths = job.object["paths"] as? [String: Any]
        #expect(paths?["result"] as? String == outbox + "/annjob-2")
        #expect(try daemon.ctl("show", "annjob").output.contains("annjob-2"))
        #expect(try daemon.ctl("verify", "annjob").status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: outbox + "/.uaed/jobs").isEmpty)

        // Another result in its place, whole in itself, is told from it.
        try shell("mv '\(outbox)/annjob-2' '\(outbox)/away'; cp -r '\(outbox)/malres' '\(outbox)/annjob-2'", as: mal)
        let changed = try daemon.ctl("verify", "annjob")
        #expect(changed.status == 1 && changed.output.contains("changed since publication"), "\(changed)")

        // And without the ledger: numbers go on from the records.
        daemon.stop()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(at: daemon.root.appending(path: "state/ledger.sqlite\(suffix)"))
        }
        try daemon.start()
        try drop(bundles.mice("next", rows: 20, job: "seed = 8\n" + Bundles.quick), as: ann, into: daemon)
        #expect(try daemon.await("next", ["published"]).number == 3)
        #expect(try daemon.jobs().map(\.number).sorted() == [1, 2, 3])
    }

    /// Its owner closes an input to the service while its job is open: the job waits or fails with a reason, others go on, also
    /// after a restart without the ledger.
    @Test func anInputThatIsClosed() throws {
        let daemon = try daemon()
        #expect(try daemon.ctl("pause").status == 0)
        try drop(bundles.mice("closed", rows: 20), as: mal, into: daemon)
        let number = try daemon.await("closed", ["queued"]).number
        try shell("chmod 0700 '\(daemon.inbox.path)/closed.job\(number).claimed'", as: mal)
        daemon.stop()
        for suffix in ["", "-wal"] {
            try? FileManager.default.removeItem(at: daemon.root.appending(path: "state/ledger.sqlite\(suffix)"))
        }
        try daemon.start()
        try drop(bundles.mice("open", rows: 20, job: "seed = 9\n" + Bundles.quick), as: ann, into: daemon)
        #expect(try daemon.await("open", ["published", "failed"]).state == "published")
        let closed = try daemon.await("closed", ["waiting", "failed"])
        #expect(closed.number == number && closed.failure?["hint"] as? String != nil, "\(closed.object)")
        #expect(try daemon.ctl("cancel", "closed").status == (closed.state == "failed" ? 7 : 0))
    }

    /// A bundle under the name that a schedule's tick is going to have.
    @Test func aTicksNameThatIsTaken() throws {
        let daemon = try daemon()
        let source = daemon.root.appending(path: "source")
        try FileManager.default.copyItem(at: bundles.mice("source", rows: 20), to: source)
        try run(["/bin/chown", "-R", "\(ann.uid):\(ann.gid)", source.path])
        try run(["/bin/chmod", "-R", "a+rX", source.path])
        let formatter = DateFormatter()
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "yyyy-MM-dd'T'HHmm'Z'"
        // This minute's, and the next one's.
        let names = [0.0, 60].map { "s@" + formatter.string(from: .now + $0) }
        for (seed, name) in names.enumerated() {
            let bundle = try bundles.mice("forged\(seed)", rows: 20, job: "seed = \(seed + 5)\n" + Bundles.quick)
            try drop(bundle, as: mal, into: daemon, name)
            _ = try daemon.await(name, ["published"])
            try shell("mkdir '\(daemon.inbox.path)/.\(name).scheduled'", as: mal)
        }
        let added = try run(
            [Programs.path("uaectl"), "schedule", "add", "s", "--cron", "0 0 1 1 *", "--source", source.path],
            environment: ["UAED_SOCKET": daemon.socket])
        #expect(added.status == 0, "\(added)")
        #expect(try daemon.ctl("schedule", "run-now", "s").status == 0)
        let ticks = try daemon.jobs().filter { ($0.object["arrival"] as? String) == "scheduled" }
        #expect(ticks.count == 1)
        let tick = try #require(ticks.first)
        #expect((tick.object["owner"] as? [String: Any])?["uid"] as? Int == Int(ann.uid))
        let ended = try daemon.await(String(tick.number), ["published", "failed"])
        #expect(ended.state == "published", "\(ended.object)")
    }

    /// Two daemons with one outbox have nothing of one another's.
    @Test func twoDaemonsWithOneOutbox() throws {
        let first = try daemon()
        let second = try TestDaemon("rescan = 1", as: .service, start: false)
        let own = second.outbox.path
        try second.configure { $0.replacing("outbox = \"\(own)\"", with: "outbox = \"\(first.outbox.path)\"") }
        try second.start()
        for (seed, daemon) in [first, second].enumerated() {
            let bundle = try bundles.mice("same\(seed)", rows: 20, job: "seed = \(seed)\n" + Bundles.quick)
            try drop(bundle, as: ann, into: daemon, "same")
        }
        var results: Set<String> = []
        for daemon in [first, second] {
            let job = try daemon.await("same", ["published", "failed"])
            #expect(job.state == "published" && job.number == 1, "\(job.object)")
            results.insert((job.object["paths"] as? [String: Any])?["result"] as? String ?? "")
            #expect(try daemon.ctl("verify", "same").status == 0)
        }
        #expect(results == [first.outbox.path + "/same", first.outbox.path + "/same-2"])
    }

    /// What only has a claim's name becomes a job when its owner asks for it.
    @Test func strayClaimsAreAdopted() throws {
        let daemon = try daemon("group = \"\(User.service.gid)\"")
        try drop(bundles.mice("stray", rows: 20), as: ann, into: daemon, "stray.job77.claimed")
        try drop(bundles.mice("b", rows: 20, job: "seed = 3\n" + Bundles.quick), as: ann, into: daemon)
        _ = try daemon.await("b", ["published"])
        #expect(try daemon.jobs().map(\.name) == ["b"])
        let stray = daemon.inbox.appending(path: "stray.job77.claimed").path
        #expect(try daemon.ctl("explain", stray).output.contains("uaectl adopt"))
        let adopted = try daemon.ctl("adopt", stray)
        #expect(adopted.status == 0 && adopted.output.contains("stray"), "\(adopted)")
        #expect(try daemon.await("stray", ["published", "failed"]).state == "published")
        #expect(try daemon.ctl("adopt", daemon.inbox.appending(path: "b.job1.done").path).status == 7)
        #expect(try daemon.ctl("adopt", daemon.inbox.appending(path: "none.job5.done").path).status == 3)
        #expect(try daemon.ctl("adopt", "/etc").status == 3)
    }
}
