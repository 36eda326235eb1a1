// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// The verbs by which a person looks after a daemon: doctor, clean, and the bytes in status.
@Suite(.timeLimit(.minutes(30))) struct CareTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(_ arguments: [String], _ path: String, _ text: String) async throws -> Uaectl.Finished {
        let server = try await StubServer.start(scratch.socket) { $0.uri == path ? .json(text) : nil }
        let finished = try await Uaectl.run(arguments, socket: scratch.socket)
        #expect(server.calls.last?.uri == path, "\(finished)")
        return finished
    }

    private func doctor(_ check: String) -> String {
        #"{"schema":1,"version":"0.1.0","checks":[{"name":"inbox","ok":true,"message":"/in can be written"}\#(check)]}"#
    }

    @Test func doctorSaysThatAllIsWell() async throws {
        let finished = try await run(["doctor"], "/v1/doctor", doctor(""))
        #expect(finished.status == 0 && finished.lines.last == "nothing is wrong", "\(finished)")
        #expect(finished.lines.map { $0.prefix { $0 != " " } }.prefix(3) == ["version", "worker", "inbox"])
    }

    @Test func doctorFailsWithTheLineThatMendsIt() async throws {
        let sick = #",{"name":"outbox","ok":false,"message":"/out\u001b is not there","hint":"mkdir -p '/out'"}"#
        for arguments in [["doctor"], ["doctor", "--format", "json"]] {
            let finished = try await run(arguments, "/v1/doctor", doctor(sick))
            #expect(finished.status == 1 && finished.output.contains("mkdir -p '/out'"), "\(finished)")
            #expect(!finished.output.utf8.contains(0x1B))
        }
    }

    @Test func doctorNoticesAnotherVersion() async throws {
        let other = doctor("").replacingOccurrences(of: "0.1.0", with: "0.0.9")
        let finished = try await run(["doctor"], "/v1/doctor", other)
        #expect(finished.status == 1 && finished.output.contains("! uaed is 0.0.9, uaectl 0.1.0"), "\(finished)")
    }

    @Test func doctorNeedsADaemon() async throws {
        #expect(try await Uaectl.run(["doctor"], socket: scratch.path + "/none").status == 5)
    }

    @Test func cleanTellsWhatItDeleted() async throws {
        let answer = """
            {"schema":1,"dry_run":false,"removed":[{"job":1,"name":"a","path":"/in/a.job1.done","bytes":2500}],
            "failed":[{"job":2,"name":"b","path":"/in/b.job2.done","bytes":7,"error":"no right"}]}
            """
        let finished = try await run(["clean", "--older-than", "2d"], "/v1/clean?older_than=172800", answer)
        #expect(finished.status == 1, "one could not be deleted")
        #expect(
            finished.lines == [
                "deleted /in/a.job1.done (2.5 kB)", "! /in/b.job2.done: no right",
                "deleted 1 inputs and job folders, 2.5 kB",
            ])
    }

    @Test func cleanOnlyAsksWithDryRun() async throws {
        let finished = try await run(
            ["clean", "--older-than", "90m", "--dry-run"], "/v1/clean?dry_run=1&older_than=5400",
            #"{"schema":1,"dry_run":true,"removed":[],"failed":[]}"#)
        #expect(finished.status == 0 && finished.output == "would delete 0 inputs and job folders, 0 B\n")
    }

    @Test(arguments: [["clean"], ["clean", "--older-than", "30"], ["clean", "--older-than", "-1d"], ["verify"]])
    func wrongUsage(_ arguments: [String]) async throws {
        #expect(try await Uaectl.run(arguments, socket: scratch.path + "/none").status == 2)
    }

    @Test func statusTellsBytes() async throws {
        let usage = """
            ,"usage":{"measured":"2026-11-24T08:00:00.000Z","inboxes":[{"path":"/in","bytes":1500}],
            "outboxes":[{"path":"/out","bytes":30}],"jobs":[{"number":3,"name":"n","input":1500,"folder":10,"result":20}]}}
            """
        let text = Documents.status().trimmingCharacters(in: .whitespacesAndNewlines).dropLast() + usage
        let finished = try await run(["status"], "/v1/status", String(text))
        for line in ["1.5 kB in /in", "30 B in /out", "1.5 kB of job 3 n: input 1.5 kB, folder 10 B, result 20 B"] {
            #expect(finished.output.contains(line), "\(line): \(finished)")
        }
    }
}
