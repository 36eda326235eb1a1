// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ControlAPI

/// No daemon, another program, a silent one, one that goes: each has a code and words of its own.
@Suite(.timeLimit(.minutes(10))) struct TroubleTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func error(_ call: () async throws -> some Any) async throws -> ErrorReport.Detail {
        let report = await #expect(throws: ErrorReport.self) { _ = try await call() }
        return try #require(report).error
    }

    @Test func absentSocketsAreAllNamed() async throws {
        let server = try await StubServer.start(scratch.socket) { _ in nil }
        try await server.stop()
        #expect(FileManager.default.createFile(atPath: scratch.path + "/file", contents: nil))
        let sockets = [scratch.path + "/none", scratch.socket, scratch.path + "/file"]
        let error = try await error { try await Client.open(sockets) }
        #expect(error.code == "unreachable")
        for socket in sockets { #expect(error.message.contains(socket)) }
        #expect(error.hint?.contains("systemctl status uaed") == true)
    }

    @Test func theFirstThatAnswersIsTaken() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in nil }
        let client = try await Client.open([scratch.path + "/none", scratch.socket])
        #expect(client.socket == scratch.socket)
    }

    @Test func pathThatIsTooLong() async throws {
        let error = try await error { try await Client.open(["/tmp/" + String(repeating: "x", count: 200)]) }
        #expect(error.code == "unreachable" && error.message.contains("longer than a socket's path may be"))
    }

    @Test(.enabled(if: geteuid() != 0, "root may use every socket"))
    func socketOfOthers() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in nil }
        #expect(chmod(scratch.socket, 0) == 0)
        let error = try await error { try await Client.open([scratch.socket, scratch.path + "/none"]) }
        #expect(error.code == "not-permitted" && error.hint?.contains("usermod -aG") == true)
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"])
    func notUaed(_ words: String) async throws {
        _ = try await StubServer.start(scratch.socket, saying: words)
        let error = try await error { try await Client.open([scratch.socket]) }
        #expect(error.code == "protocol-mismatch" && error.message.contains(scratch.socket))
    }

    @Test func anotherMajor() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .json(Documents.version(major: 2)) }
        let error = try await error { try await Client.open([scratch.socket]) }
        #expect(error.code == "protocol-mismatch")
        #expect(error.message.contains("0.9.1") && error.message.contains("protocol 2"))
    }

    @Test(arguments: [#"{"schema":1}"#, "null", "", "{", #"{"schema":1,"job":{"number":"one"}}"#])
    func answersOfAnotherForm(_ text: String) async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .json(text) }
        let error = try await error { try await Client(socket: scratch.socket).job("1") }
        #expect(error.code == "protocol-mismatch" && error.message.contains("GET /v1/jobs/1"))
    }

    @Test func errorWithoutAReason() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .json("<html>", status: 502) }
        let error = try await error { try await Client(socket: scratch.socket).status() }
        #expect(error.code == "protocol-mismatch" && error.message.contains("502"))
    }

    @Test func answerThatIsTooLarge() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .json(String(repeating: " ", count: 2000)) }
        let error = try await error { try await Client(socket: scratch.socket, maximumAnswer: 1000).jobs() }
        #expect(error.code == "answer-too-large" && error.message.contains("1000"))
        #expect(error.hint?.contains("--limit") == true)
    }

    @Test func answerThatIsJustNotTooLarge() async throws {
        let text = #"{"schema":1,"jobs":[]}"#
        _ = try await StubServer.start(scratch.socket) { _ in .json(text) }
        #expect(try await Client(socket: scratch.socket, maximumAnswer: text.utf8.count).jobs() == [])
    }

    @Test func silence() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .silence }
        let error = try await error { try await Client(socket: scratch.socket, timeout: 1).status() }
        #expect(error.code == "timed-out" && error.message.contains("1 s"))
    }

    @Test func lostConnection() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in .hangUp }
        let error = try await error { try await Client(socket: scratch.socket).status() }
        #expect(error.code == "unreachable")
    }

    @Test func answerThatBreaksOff() async throws {
        _ = try await StubServer.start(scratch.socket, saying: "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{\"sch")
        let error = try await error { try await Client(socket: scratch.socket).status() }
        #expect(error.code == "unreachable" && error.message.contains("before it had answered"))
    }
}
