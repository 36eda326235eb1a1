// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Each verb asks the daemon the right thing and says what it answers.
@Suite(.timeLimit(.minutes(30))) struct VerbTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Runs uaectl against a daemon that answers `path` with `text`.
    private func run(_ arguments: [String], _ path: String, _ text: String) async throws -> Uaectl.Finished {
        let server = try await StubServer.start(scratch.socket) { $0.uri == path ? .json(text) : nil }
        let finished = try await Uaectl.run(arguments, socket: scratch.socket)
        #expect(server.calls.map(\.uri) == ["/v1/version", path], "\(finished)")
        return finished
    }

    private func object(_ finished: Uaectl.Finished) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any])
    }

    @Test func listAsksForStateAndLimit() async throws {
        let finished = try await run(
            ["list", "--state", "dreaming", "--limit", "5"], "/v1/jobs?limit=5&state=dreaming",
            Documents.answer(jobs: [Documents.job(3, "n", "dreaming")]))
        #expect(finished.status == 0 && finished.output.contains("dreaming"), "a state of tomorrow is printed as it is")
    }

    @Test func emptyList() async throws {
        let finished = try await run(["list"], "/v1/jobs", Documents.answer(jobs: []))
        #expect(finished.status == 0 && finished.output == "" && finished.errors == "no jobs yet\n")
    }

    @Test func listForPrograms() async throws {
        let finished = try await run(
            ["list", "--format", "json"], "/v1/jobs", Documents.answer(jobs: [Documents.job(3, "n", "dreaming")]))
        let list = try object(finished)
        #expect(list["schema"] as? Int == 1 && finished.errors == "")
        let jobs = try #require(list["jobs"] as? [[String: Any]])
        #expect(jobs.map { $0["number"] as? Int } == [3] && jobs.map { $0["state"] as? String } == ["dreaming"])
    }

    @Test func namesCannotReachTheTerminal() async throws {
        let evil = #"a\u001b]0;title\u0007\nb"#
        let finished = try await run(["list"], "/v1/jobs", Documents.answer(jobs: [Documents.job(3, evil)]))
        #expect(finished.lines.count == 2 && finished.output.contains(#"a\x1b]0;title\x07\nb"#), "\(finished)")
        #expect(!finished.output.utf8.contains { $0 < 0x20 && $0 != 0x0A })
    }

    @Test func showSaysEverything() async throws {
        let finished = try await run(
            ["show", "my job"], "/v1/jobs/my%20job",
            Documents.answer(job: Documents.job(9, "my job", "failed", Documents.failure)))
        #expect(finished.status == 0, "a failed job is shown all the same")
        for word in [
            "my job", "failed(refused)", "this row has 79 cells, not 78", "ragged-row", "data.csv", "sed -n 5p",
            "renamed-in", "ada (uid 1000)", "2026-11-24 08:00:10", "/in/my job.job9.claimed", "/out/.uaed/log",
        ] { #expect(finished.output.contains(word), "\(word): \(finished)") }
        #expect(finished.lines.contains { $0.split(separator: " ") == ["row", "5"] })
    }

    @Test func cancel() async throws {
        let finished = try await run(
            ["cancel", "17"], "/v1/jobs/17/cancel", Documents.answer(job: Documents.job(17, "n", "cancelled")))
        #expect(finished.status == 0 && finished.output == "job 17 n: cancelled\n")
    }

    @Test func explainPath() async throws {
        let finished = try await run(
            ["explain", "/in/x/../data.csv"], "/v1/explain?path=%2Fin%2Fdata.csv",
            #"{"schema":1,"subject":"/in/data.csv","state":"waiting-for-checkpoint","reasons":["it has no checkpoint"],"#
                + #""hint":"add data.onnx","next_look":"2026-11-24T08:00:00Z"}"#)
        #expect(
            finished.output == """
                /in/data.csv: waiting-for-checkpoint
                  It has no checkpoint.
                hint: add data.onnx
                next look: 2026-11-24 08:00:00 (now)

                """ || finished.output.contains("next look: 2026-11-24 08:00:00 (in "), "\(finished)")
    }

    @Test func explainJob() async throws {
        let answer = #"{"schema":1,"subject":"/in/fashion","state":"running","reasons":["It is running."],"job":"#
        // A folder here that is called as the job is does not stand before it.
        try FileManager.default.createDirectory(atPath: scratch.path + "/fashion", withIntermediateDirectories: true)
        _ = try await StubServer.start(scratch.socket) { call in
            call.uri == "/v1/explain?job=fashion" ? .json(answer + Documents.job() + "}") : nil
        }
        let finished = try await Uaectl.shell(
            #"exec "$@""#, ["explain", "fashion"], socket: scratch.socket, in: scratch.path)
        #expect(finished.lines == ["/in/fashion: running", "  It is job 17, fashion.", "  It is running."])
    }

    @Test func status() async throws {
        let inbox = Documents.inbox(
            "demo", "/in", pending: Documents.pending("data.csv", "waiting-for-checkpoint", "it has no checkpoint"))
        let finished = try await run(
            ["status"], "/v1/status",
            Documents.status(
                inboxes: inbox, jobs: #""published":12,"dreaming":1,"running":2"#, degraded: #""the disk is full""#))
        #expect(finished.lines.contains { $0.hasPrefix("uaed") && $0.contains("0.9.1, pid 4711, up ") })
        #expect(finished.lines[1] == "! the disk is full", "before everything else")
        let jobs = finished.lines.first { $0.hasPrefix("jobs") }
        #expect(jobs?.hasSuffix(" 2 running, 12 published, 1 dreaming") == true, "\(finished)")
        #expect(finished.output.contains("data.csv: waiting-for-checkpoint, it has no checkpoint"))
    }

    @Test func rescan() async throws {
        let finished = try await run(
            ["rescan", "--format", "json"], "/v1/rescan", #"{"schema":1,"accepted":true}"#)
        #expect(try object(finished)["accepted"] as? Bool == true)
    }

    @Test func version() async throws {
        _ = try await StubServer.start(scratch.socket) { _ in nil }
        let finished = try await Uaectl.run(["version"], socket: scratch.socket)
        #expect(finished.lines.count == 2 && finished.lines[1] == "uaed 0.9.1 (protocol 1.4) at \(scratch.socket)")
    }

    /// To the end of the log, byte by byte where the daemon left off, whatever its length.
    @Test func logs() async throws {
        let server = try await StubServer.start(scratch.socket) { call in
            switch call.uri {
            case "/v1/jobs/n/log?offset=0":
                .json(#"{"schema":1,"job":17,"offset":0,"next":6,"text":"a\tb\u001b[2J\nc","complete":false}"#)
            case "/v1/jobs/17/log?offset=6":
                .json(#"{"schema":1,"job":17,"offset":6,"next":8,"text":"d\n","complete":false}"#)
            case "/v1/jobs/17/log?offset=8":
                .json(#"{"schema":1,"job":17,"offset":8,"next":8,"text":"","complete":false}"#)
            default: nil
            }
        }
        let finished = try await Uaectl.run(["logs", "n"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.output == "a\tb\\x1b[2J\ncd\n", "\(finished)")
        #expect(server.calls.count == 4)
    }

    @Test func logsFollowUntilTheJobIsOver() async throws {
        let server = try await StubServer.start(scratch.socket) { call in
            switch call.uri {
            case "/v1/jobs/n/log?offset=0":
                .json(#"{"schema":1,"job":17,"offset":0,"next":0,"text":"","complete":false}"#)
            case "/v1/jobs/17/log?offset=0":
                .json(#"{"schema":1,"job":17,"offset":0,"next":2,"text":"a\n","complete":false}"#)
            case "/v1/jobs/17/log?offset=2":
                .json(#"{"schema":1,"job":17,"offset":2,"next":4,"text":"b\n","complete":true}"#)
            default: nil
            }
        }
        let finished = try await Uaectl.run(["logs", "n", "--follow"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.output == "a\nb\n", "\(finished)")
        #expect(server.calls.count == 4)
    }
}
