// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A name is resolved once. Mal owns the newest job called `race` and asks for its end again and again while Ann drops a
/// bundle of that name: what is hers must never end, whichever moment her bundle comes at.
@Suite(.enabled(if: geteuid() == 0, "two users' processes take root"), .timeLimit(.minutes(30))) struct NameRaceTests {
    private static let rounds = 220
    private static let members = "100"
    private static let (ann, mal) = (UInt32(64_021), UInt32(64_022))

    private let daemon: TestDaemon
    private let bundles: Bundles

    init() throws {
        daemon = try TestDaemon("group = \"users\"\nadmin_group = \"games\"\nrescan = 1", settle: 0.1)
        bundles = try Bundles()
    }

    private func drop(_ owner: UInt32, number: Int) throws -> Job {
        let folder = bundles.scratch.appending(path: "race")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        // It never comes further than its inspection, which nobody has to wait for.
        try Data("a,b\n1,2\n".utf8).write(to: folder.appending(path: "t.csv"))
        try Data("no model".utf8).write(to: folder.appending(path: "m.onnx"))
        try Data().write(to: folder.appending(path: "dataset.ready"))
        #expect(chown(folder.path, owner, owner) == 0)
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "race"))
        return try arrived(number)
    }

    /// By number: mal's name for it is in use.
    private func arrived(_ number: Int) throws -> Job {
        let deadline = Date.now + 30
        while Date.now < deadline {
            let answer = try RawClient.answer(daemon.socket, to: "GET /v1/jobs/\(number)")
            if answer.hasPrefix("HTTP/1.1 200 "), let body = answer.components(separatedBy: "\r\n\r\n").last {
                return try Job(json: body)
            }
            usleep(2000)
        }
        throw TestFailure("job \(number) does not come: \(try daemon.ctl("list"))")
    }

    /// Asks in a loop over one connection; what is after the sign is not sent.
    private func askForEver(_ verb: String) throws -> Process {
        try launch([
            "/usr/bin/setpriv", "--reuid=\(Self.mal)", "--regid=\(Self.mal)", "--groups=\(Self.members)",
            "/usr/bin/curl", "-s", "-o", "/dev/null", "-X", "POST", "--unix-socket", daemon.socket,
            "http://uaed/v1/jobs/race/\(verb)#[1-100000000]",
        ])
    }

    @Test func noNameChangesHandsBetweenRightAndAct() throws {
        let asking = try ["cancel", "cancel", "cancel", "hold", "hold", "move?to=first"].map(askForEver)
        defer {
            for program in asking {
                kill(program.processIdentifier, SIGKILL)
                program.waitUntilExit()
            }
        }
        var (touched, malsEnded) = (0, 0)
        for round in 0..<Self.rounds {
            _ = try drop(Self.mal, number: 2 * round + 1)
            _ = try drop(Self.ann, number: 2 * round + 2)
            touched += try isTouched(2 * round + 2) ? 1 : 0
            malsEnded += try isTouched(2 * round + 1) ? 1 : 0
        }
        #expect(asking.allSatisfy { $0.isRunning }, "they asked all the while")
        #expect(touched == 0, "of \(Self.rounds) jobs that are ann's")
        #expect(malsEnded > 0, "mal's own jobs may be changed, so it was asked in time")
        print(
            "a name that changes hands: \(Self.rounds) rounds, \(touched) of ann's jobs touched, \(malsEnded) of mal's")
        let log = try String(contentsOf: daemon.log, encoding: .utf8)
        #expect(log.split(separator: "\n").count { $0.contains("refused: POST") } < 400, "refusals do not fill the log")
    }

    /// Cancelled, held, or moved before others.
    private func isTouched(_ number: Int) throws -> Bool {
        let events = try RawClient.answer(daemon.socket, to: "GET /v1/events?since=0&job=\(number)")
        return events.contains("\"state\":\"cancelled\"") || events.contains("\"state\":\"held\"")
            || events.contains("\"kind\":\"priority\"")
    }
}
