// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

@testable import ControlAPI

/// The client against a real server on a real socket: what is asked, and what becomes of the answers.
@Suite(.timeLimit(.minutes(10))) struct ClientTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func client(_ script: @escaping StubServer.Script) async throws -> (Client, StubServer) {
        let server = try await StubServer.start(scratch.socket, script)
        return (Client(socket: scratch.socket), server)
    }

    @Test func jobIsDecoded() async throws {
        let (client, _) = try await client { _ in
            .json(Documents.answer(job: Documents.job(17, "fashion", "running", Documents.progress(400, of: 1000))))
        }
        let job = try await client.job("fashion")
        #expect(job.number == 17 && job.name == "fashion" && job.stateWithReason == "running" && !job.isFinal)
        #expect(job.owner == OwnerReport(uid: 1000, user: "ada"))
        #expect(job.times.claimed == Date(timeIntervalSince1970: 1_795_507_200))
        #expect(job.times.finished == nil)
        #expect(
            job.progress
                == ProgressReport(done: 400, total: 1000, chunksDone: 0, chunks: 4, rate: 20.5, eta: 12))
    }

    @Test func failureAndSummaryAreDecoded() async throws {
        let (client, _) = try await client { _ in
            .json(
                Documents.answer(jobs: [
                    Documents.job(18, "b", "failed", Documents.failure),
                    Documents.job(17, "a", "published", Documents.summary),
                ]))
        }
        let jobs = try await client.jobs()
        #expect(jobs.map(\.number) == [18, 17] && jobs.allSatisfy(\.isFinal))
        #expect(jobs[0].stateWithReason == "failed(refused)")
        #expect(jobs[0].failure?.row == 5 && jobs[0].failure?.file == "data.csv")
        #expect(jobs[1].summary?.asr == 0.984 && jobs[1].summary?.meanL2 == 1.25 && jobs[1].summary?.meanMi == nil)
    }

    /// Every call's method and address, odd characters included.
    @Test func requests() async throws {
        let (client, server) = try await client { _ in .json(Documents.error("not-found", "no"), status: 404) }
        func asking(_ call: () async throws -> some Any) async { _ = try? await call() }
        await asking { try await client.version() }
        await asking { try await client.status() }
        await asking { try await client.jobs() }
        await asking { try await client.jobs(state: "wait ing", limit: 5) }
        await asking { try await client.job("a/b c?d#e%f&ü") }
        await asking { try await client.log("17", offset: 4096) }
        await asking { try await client.log("17") }
        await asking { try await client.cancel("x\ny") }
        await asking { try await client.rescan() }
        await asking { try await client.explain(path: "/in/a b+c") }
        await asking { try await client.explain(job: "n&=1") }
        await asking { try await client.events(since: 7, wait: 30, job: 17) }
        let expected = [
            "GET /v1/version", "GET /v1/status", "GET /v1/jobs", "GET /v1/jobs?limit=5&state=wait%20ing",
            "GET /v1/jobs/a%2Fb%20c%3Fd%23e%25f%26%C3%BC", "GET /v1/jobs/17/log?offset=4096", "GET /v1/jobs/17/log",
            "POST /v1/jobs/x%0Ay/cancel", "POST /v1/rescan", "GET /v1/explain?path=%2Fin%2Fa%20b%2Bc",
            "GET /v1/explain?job=n%26%3D1", "GET /v1/events?job=17&since=7&wait=30",
        ]
        #expect(server.calls.map { "\($0.method) \($0.uri)" } == expected)
    }

    @Test(arguments: [
        (400, "bad-request"), (403, "not-permitted"), (404, "not-found"), (409, "wrong-state"), (413, "too-large"),
        (500, "internal"), (503, "a-word-of-tomorrow"),
    ])
    func daemonsErrorsComeThrough(_ status: Int, _ code: String) async throws {
        let (client, _) = try await client { _ in
            .json(Documents.error(code, "no job 'x'", hint: "uaectl list"), status: status)
        }
        await #expect(throws: ErrorReport(code, "no job 'x'", hint: "uaectl list")) { try await client.job("x") }
    }

    /// Unknown members are ignored, unknown words kept: a newer daemon of the same major is understood.
    @Test func newerDaemon() async throws {
        let more = #","reason":"moon-phase","colour":{"of":["tomorrow"]}"#
        let (client, _) = try await client { call in
            switch call.path {
            case "/v1/events":
                .json(Documents.answer(events: [Documents.event(11, "teleported", #","mood":3"#)], next: 11))
            case "/v1/jobs/1": .json(Documents.answer(job: Documents.job(1, "n", "dreaming", more)))
            default: nil
            }
        }
        let job = try await client.job("1")
        #expect(job.stateWithReason == "dreaming(moon-phase)" && !job.isFinal)
        #expect(try await client.events(since: 10).events.map(\.kind) == ["teleported"])
        #expect(try await Client.open([scratch.socket]).version().capabilities == ["jobs", "time-travel"])
    }

    @Test func cancelledTaskEndsItsCall() async throws {
        let (asked, gate) = AsyncStream.makeStream(of: Void.self)
        let (client, _) = try await client { _ in
            gate.yield()
            return .silence
        }
        let call = Task { try await client.events(since: 0, wait: 60) }
        var arrived = asked.makeAsyncIterator()
        await arrived.next()
        call.cancel()
        await #expect(throws: CancellationError.self) { try await call.value }
    }
}
