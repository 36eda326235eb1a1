// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Two daemons that want one control socket: whoever listens there goes on, and the other one says who that is.
@Suite(.timeLimit(.minutes(30))) struct TwoDaemonsTests {
    /// The second one has a state, an inbox and an outbox of its own.
    private func second(to first: TestDaemon, as user: User? = nil) throws -> (TestDaemon, Finished) {
        let other = try TestDaemon("", as: user, start: false)
        try other.configure { $0.replacing(other.socket, with: first.socket) }
        let file = other.root.appending(path: "uaed.toml").path
        return (other, try run([Programs.path("uaed"), "--config", file], as: user, within: 20))
    }

    @Test func aLiveSocketIsNeverTakenAway() throws {
        let first = try TestDaemon("rescan = 1")
        let pid = try #require(first.process).processIdentifier
        for _ in 0..<3 {
            let (other, refused) = try second(to: first)
            #expect(refused.status == 78, "\(refused)")
            #expect(refused.errors.contains("process \(pid) of user "), "\(refused)")
            let file = first.root.appending(path: "uaed.toml").path
            #expect(refused.errors.contains(file), "its command line: \(refused)")
            let hint = try #require(refused.errors.firstMatch(of: /— uaectl (.+) asks it/)?.output.1)
            let asked = try run(["/bin/sh", "-c", "'\(Programs.path("uaectl"))' \(hint)"])
            #expect(asked.output.contains("pid \(pid)"), "what it advises leads on: \(asked)")
            let made = try FileManager.default.contentsOfDirectory(atPath: other.root.appending(path: "state").path)
            #expect(made.isEmpty, "nothing was begun")
        }
        #expect(try first.ctl("status").output.contains("pid \(pid)"))
        // One that is stopped takes its socket with it; one that is killed leaves one that may be replaced.
        first.kill9()
        #expect(FileManager.default.fileExists(atPath: first.socket))
        try first.start()
        #expect(first.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: first.socket))
    }

    /// Both find the dead one at the same time.
    @Test func ofTwoThatBeginAtOnceOneServes() throws {
        for _ in 0..<5 {
            let first = try TestDaemon("rescan = 1")
            first.kill9()
            let other = try TestDaemon("rescan = 1", start: false)
            try other.configure { $0.replacing(other.socket, with: first.socket) }
            let programs = try [first, other].map { daemon in
                try launch(
                    [Programs.path("uaed"), "--config", daemon.root.appending(path: "uaed.toml").path], log: daemon.log)
            }
            let deadline = Date.now + 20
            while programs.allSatisfy(\.isRunning), Date.now < deadline { usleep(10_000) }
            let running = programs.filter(\.isRunning)
            #expect(running.count == 1)
            #expect(programs.filter { !$0.isRunning }.map(\.terminationStatus) == [78])
            var status = try first.ctl("status")
            while status.status != 0, Date.now < deadline { status = try first.ctl("status") }
            #expect(status.output.contains("pid \(running.first?.processIdentifier ?? -1)"), "\(status)")
            for program in running {
                program.terminate()
                program.waitUntilExit()
            }
        }
    }

    @Test func whatIsNoDeadSocketOfOursStays() throws {
        let daemon = try TestDaemon("", start: false)
        let file = daemon.root.appending(path: "uaed.toml").path
        try Data("precious".utf8).write(to: URL(fileURLWithPath: daemon.socket))
        let refused = try run([Programs.path("uaed"), "--config", file], within: 20)
        #expect(refused.status == 78 && refused.errors.contains("is no socket"), "\(refused)")
        #expect(try String(contentsOfFile: daemon.socket, encoding: .utf8) == "precious")
    }

    @Test(.enabled(if: geteuid() == 0, "needs two users")) func anothersDeadSocketStays() throws {
        let daemon = try TestDaemon("")
        daemon.kill9()
        #expect(chown(daemon.socket, User.person.uid, User.person.gid) == 0)
        let file = daemon.root.appending(path: "uaed.toml").path
        let refused = try run([Programs.path("uaed"), "--config", file], within: 20)
        #expect(refused.status == 78 && refused.errors.contains("left behind by user \(User.person.uid)"), "\(refused)")
        #expect(refused.errors.contains("sudo rm '\(daemon.socket)'"), "\(refused)")
        #expect(FileManager.default.fileExists(atPath: daemon.socket))
    }
}
