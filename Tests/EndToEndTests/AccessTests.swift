// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Who may do what on the control socket, tried by processes of other users. Two groups that every Debian has stand for
/// `uaed` and `uaed-admin`.
@Suite(.enabled(if: geteuid() == 0, "other users' processes take root"), .timeLimit(.minutes(30))) struct AccessTests {
    private struct Person {
        let uid: Int
        var groups: [String]

        static let (members, administrators) = ("100", "60")
        static let anna = Person(uid: 64_011, groups: [members])
        static let ben = Person(uid: 64_012, groups: [members])
        static let chief = Person(uid: 64_013, groups: [members, administrators])
        static let stranger = Person(uid: 64_014, groups: [])
    }

    private let daemon: TestDaemon
    private let bundles: Bundles

    init() throws {
        daemon = try TestDaemon("group = \"users\"\nadmin_group = \"games\"\nrescan = 1")
        bundles = try Bundles()
    }

    private func ctl(_ person: Person, _ arguments: String...) throws -> Finished {
        let groups = person.groups.isEmpty ? ["--clear-groups"] : ["--groups=" + person.groups.joined(separator: ",")]
        return try run(
            ["/usr/bin/setpriv", "--reuid=\(person.uid)", "--regid=\(person.uid)"] + groups
                + [Programs.path("uaectl")] + arguments, environment: ["UAED_SOCKET": daemon.socket])
    }

    /// Anna's job computes.
    private func annasJob() throws {
        let folder = try bundles.fashion("annas", images: 16, job: Bundles.endless)
        #expect(chown(folder.path, uid_t(Person.anna.uid), gid_t(Person.anna.uid)) == 0)
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "annas"))
        _ = try daemon.await("annas", ["running"])
    }

    @Test func jobsAreChangedByTheirOwnersAndAdministrators() throws {
        try annasJob()
        #expect(try ctl(.ben, "list").output.contains("annas"), "members see everything")
        let refused = try ctl(.ben, "cancel", "annas")
        #expect(refused.status == 4 && refused.errors.contains("not to you"), "\(refused)")
        #expect(refused.errors.contains("games"), "\(refused)")
        #expect(try daemon.job("annas")?.state == "running")
        #expect(try ctl(.anna, "cancel", "annas").status == 0)
        let log = try String(contentsOf: daemon.log, encoding: .utf8)
        let lines = log.split(separator: "\n").filter { $0.contains("POST /v1/jobs/annas/cancel") }
        #expect(lines.count == 2, "\(log)")
        #expect(lines[0].contains("refused: POST") && lines[0].contains("uid=\(Person.ben.uid)"), "\(lines)")
        #expect(lines[0].contains("error=not-permitted"), "\(lines)")
        #expect(!lines[1].contains("refused") && lines[1].contains("uid=\(Person.anna.uid)"), "\(lines)")
        #expect(lines[1].contains(/pid=\d+/) && lines[1].contains("job=1"), "\(lines)")
    }

    @Test func whatBelongsToManyIsForAdministrators() throws {
        try annasJob()
        let refused = try ctl(.anna, "clean", "--older-than", "0s")
        #expect(refused.status == 4 && refused.errors.contains("games"), "\(refused)")
        #expect(try ctl(.chief, "clean", "--older-than", "0s").status == 0)
        #expect(try ctl(.anna, "rescan").status == 0, "it changes nothing of anybody's")
        #expect(try ctl(.chief, "cancel", "annas").status == 0)
    }

    @Test func schedulesRepeatWhatIsOnesOwn() throws {
        try annasJob()
        let source = try bundles.mice("bens", rows: 20)
        let cron = ["--cron", "@daily"]
        func add(_ person: Person, _ name: String, _ what: String...) throws -> Finished {
            try run(
                [
                    "/usr/bin/setpriv", "--reuid=\(person.uid)", "--regid=\(person.uid)", "--groups=100",
                    Programs.path("uaectl"), "schedule", "add", name,
                ] + cron + what,
                environment: ["UAED_SOCKET": daemon.socket])
        }
        #expect(try add(.ben, "a", "--job", "annas").status == 4)
        #expect(try add(.ben, "a", "--source", source.path).status == 4, "root's folder")
        #expect(chown(source.path, uid_t(Person.ben.uid), gid_t(Person.ben.uid)) == 0)
        #expect(try add(.ben, "a", "--source", source.path).status == 0)
        #expect(try add(.anna, "a", "--job", "annas", "--replace").status == 4, "ben's schedule")
        #expect(try ctl(.anna, "schedule", "pause", "a").status == 4)
        #expect(try ctl(.chief, "schedule", "pause", "a").status == 0)
        #expect(try ctl(.ben, "schedule", "remove", "a").status == 0)
    }

    /// The socket's mode keeps them out; where that is changed, the daemon does.
    @Test func strangersGetNoAnswer() throws {
        let unopened = try ctl(.stranger, "status")
        #expect(unopened.status != 0 && unopened.errors.contains(daemon.socket), "\(unopened)")
        #expect(chmod(daemon.socket, 0o666) == 0)
        let refused = try ctl(.stranger, "status")
        #expect(refused.status == 4 && refused.errors.contains("usermod -aG users"), "\(refused)")
    }

    /// Connections outlive a reload, rights do not: what is being sent ends, and the next request on a kept connection is
    /// refused; who has the new group goes on.
    @Test func aReloadLooksAtOpenConnectionsAgain() throws {
        let folder = try Scratch.folder()
        #expect(chmod(folder.path, 0o777) == 0)
        func curl(_ person: Person, _ name: String, _ arguments: [String]) throws -> (Process, () -> String) {
            let file = folder.appending(path: name)
            let process = try launch(
                [
                    "/usr/bin/setpriv", "--reuid=\(person.uid)", "--regid=\(person.uid)",
                    "--groups=" + person.groups.joined(separator: ","), "/usr/bin/curl", "-sN", "--max-time", "60",
                    "--stderr", file.path, "-o", file.path, "--unix-socket", daemon.socket,
                ] + arguments)
            return (process, { (try? String(contentsOf: file, encoding: .utf8)) ?? "" })
        }
        let stream = ["-H", "Accept: text/event-stream", "http://uaed/v1/events?since=0&wait=1"]
        let (annas, hers) = try curl(.anna, "annas", stream)
        let (chiefs, his) = try curl(.chief, "chiefs", stream)
        // Three requests over one connection, the second of them held back.
        let kept = folder.appending(path: "kept").path
        let polls = try launch([
            "/usr/bin/setpriv", "--reuid=\(Person.ben.uid)", "--regid=\(Person.ben.uid)", "--groups=100", "/bin/sh",
            "-c",
            "curl -s --max-time 60 -o /dev/null -o /dev/null -o /dev/null -w '%{stderr}%{http_code} %{num_connects}\\n' --unix-socket '\(daemon.socket)' "
                + "http://uaed/v1/version 'http://uaed/v1/events?since=0&wait=60' http://uaed/v1/status 2>'\(kept)'",
        ])
        var deadline = Date.now + 30
        func read(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        while Date.now < deadline, !hers().contains(":") || !his().contains(":") || !read(kept).contains("200 1") {
            usleep(10_000)
        }
        #expect(annas.isRunning && chiefs.isRunning && polls.isRunning)
        try daemon.configure { $0.replacing("group = \"users\"\n", with: "group = \"games\"\n") }
        let asked = Date.now
        daemon.signal(SIGHUP)
        annas.waitUntilExit()
        polls.waitUntilExit()
        #expect(annas.terminationStatus == 0, "the stream ends in good order")
        #expect(Date.now.timeIntervalSince(asked) < 20)
        let codes = read(kept).split(separator: "\n")
        #expect(codes.count == 3 && codes.first == "200 1" && codes.last == "403 0", "\(codes)")
        #expect(try ctl(.chief, "status").status == 0, "the socket is the new group's")
        let length = his().count
        deadline = Date.now + 30
        while his().count == length, Date.now < deadline { usleep(10_000) }
        #expect(his().count > length && chiefs.isRunning, "who is in the new group reads on")
        kill(chiefs.processIdentifier, SIGKILL)
        chiefs.waitUntilExit()
        #expect(try ctl(.anna, "status").status != 0)
    }

    /// The daemon's own user needs no group.
    @Test func ownUserDoesEverything() throws {
        let daemon = try TestDaemon("group = \"nobody-has-this\"", as: .service)
        let answer = try run(
            User.service.prefix([Programs.path("uaectl"), "clean", "--older-than", "0s"]),
            environment: ["UAED_SOCKET": daemon.socket])
        #expect(answer.status == 0, "\(answer)")
    }
}
