// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The exit status says what happened, standard output holds the result alone.
@Suite(.timeLimit(.minutes(30))) struct ExitTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    struct Case: Sendable, CustomTestStringConvertible {
        var code: String
        var httpStatus: Int
        var exit: Int32
        var testDescription: String { "\(code) -> \(exit)" }
    }

    static let refusals = [
        Case(code: "internal", httpStatus: 500, exit: 1), Case(code: "a-word-of-tomorrow", httpStatus: 503, exit: 1),
        Case(code: "bad-request", httpStatus: 400, exit: 2), Case(code: "not-found", httpStatus: 404, exit: 3),
        Case(code: "not-permitted", httpStatus: 403, exit: 4), Case(code: "wrong-state", httpStatus: 409, exit: 7),
        Case(code: "timed-out", httpStatus: 504, exit: 8),
    ]

    @Test(arguments: refusals) func daemonRefuses(_ refusal: Case) async throws {
        _ = try await StubServer.start(scratch.socket) { call in
            guard call == .init(method: "POST", uri: "/v1/jobs/x/cancel") else { return nil }
            return .json(
                Documents.error(refusal.code, "it cannot be", hint: "do this"), status: refusal.httpStatus)
        }
        let people = try await Uaectl.run(["cancel", "x"], socket: scratch.socket)
        #expect(people.status == refusal.exit && people.output == "", "\(people)")
        #expect(people.errors == "uaectl: it cannot be\nhint: do this\n")

        let programs = try await Uaectl.run(["cancel", "x", "--format", "json"], socket: scratch.socket)
        #expect(programs.status == refusal.exit, "\(programs)")
        try expectError(programs, code: refusal.code, message: "it cannot be", hint: "do this")
        #expect(programs.errors == people.errors)
    }

    private func expectError(_ finished: Uaectl.Finished, code: String, message: String?, hint: String?) throws {
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: [String: String]])
        #expect(Array(object.keys) == ["error"])
        #expect(object["error"]?["code"] == code)
        if let message { #expect(object["error"]?["message"] == message) }
        if let hint { #expect(object["error"]?["hint"] == hint) }
    }

    @Test(arguments: [
        ["lost"], ["show"], ["show", ""], ["list", "--limit", "0"], ["list", "--format", "yaml"], ["watch", "a", "b"],
        ["watch", "a", "--until-idle"], ["submit"], ["explain", ""],
    ])
    func wrongUsage(_ arguments: [String]) async throws {
        let finished = try await Uaectl.run(arguments, socket: scratch.socket)
        #expect(finished.status == 2 && finished.output == "", "\(finished)")
        #expect(finished.errors.contains("Usage: uaectl"))
    }

    @Test func wrongUsageForPrograms() async throws {
        for arguments in [["show", "--format", "json"], ["show", "--format=json"]] {
            let finished = try await Uaectl.run(arguments, socket: scratch.socket)
            #expect(finished.status == 2)
            try expectError(finished, code: "usage", message: nil, hint: nil)
        }
    }

    @Test func noDaemon() async throws {
        let finished = try await Uaectl.run(["status", "--format", "json"], socket: scratch.socket)
        #expect(finished.status == 5 && finished.errors.contains(scratch.socket), "\(finished)")
        try expectError(finished, code: "unreachable", message: nil, hint: nil)
        let option = try await Uaectl.run(["status", "--socket", scratch.path + "/t"], socket: scratch.socket)
        #expect(option.status == 5 && option.errors.contains(scratch.path + "/t"), "\(option)")
    }

    @Test func anotherProtocol() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .json(Documents.version(major: 2)) }
        let finished = try await Uaectl.run(["status"], socket: scratch.socket)
        #expect(finished.status == 6 && finished.output == "", "\(finished)")
    }

    @Test func notADaemon() async throws {
        _ = try await StubServer.start(scratch.socket, saying: "220 mail.example.org ESMTP\r\n")
        #expect(try await Uaectl.run(["status"], socket: scratch.socket).status == 6)
    }

    @Test(.enabled(if: geteuid() != 0, "root may use every socket"))
    func socketOfOthers() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in nil }
        #expect(chmod(scratch.socket, 0) == 0)
        #expect(try await Uaectl.run(["status"], socket: scratch.socket).status == 4)
    }

    /// The same as root: the caller is an ordinary user of no group.
    @Test(.enabled(if: geteuid() == 0, "needs another user"))
    func socketOfOthersAsAnOrdinaryUser() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in nil }
        #expect(chmod(scratch.socket, 0o660) == 0 && chmod(scratch.path, 0o755) == 0)
        // Where the build stands in a folder of root's own, the user cannot start it there.
        let program = scratch.path + "/uaectl"
        try FileManager.default.copyItem(atPath: Uaectl.path, toPath: program)
        #expect(chmod(program, 0o755) == 0)
        let user = ["/usr/bin/setpriv", "--reuid=64002", "--regid=64000", "--clear-groups", "--"]
        let finished = try await Uaectl.start(user + [program, "status"], ["UAED_SOCKET": scratch.socket]).finished()
        #expect(finished.status == 4 && finished.errors.contains("usermod -aG"), "\(finished)")
    }

    @Test func helpAndVersion() async throws {
        for arguments in [["--help"], ["help", "watch"], ["watch", "-h"], ["--version"]] {
            let finished = try await Uaectl.run(arguments, socket: scratch.socket)
            #expect(finished.status == 0 && finished.errors == "" && !finished.output.isEmpty, "\(finished)")
        }
        let help = try await Uaectl.run(["--help"], socket: scratch.socket).output
        for verb in [
            "status", "list", "show", "watch", "cancel", "submit", "explain", "inspect", "operators", "logs", "rescan",
            "version",
        ] { #expect(help.contains("\n  \(verb) ")) }
    }

    /// A reader that goes is no error, and nothing is said of it.
    @Test func brokenPipe() async throws {
        let jobs = (1...3000).map { Documents.job($0) }
        _ = try await StubServer.start(scratch.socket) { call in
            call.path == "/v1/jobs" ? .json(Documents.answer(jobs: jobs)) : nil
        }
        let finished = try await Uaectl.shell(#""$@" | head -n 1"#, ["list"], socket: scratch.socket)
        #expect(finished.lines.count == 1 && finished.errors == "", "\(finished)")
    }
}
