// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

/// `uaectl watch` against a daemon whose next answers are written down.
@Suite(.timeLimit(.minutes(30))) struct WatchTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Answers of one address in turn; the last one goes on.
    private final class Reel: Sendable {
        private let answers: Mutex<[String]>
        init(_ answers: [String]) { self.answers = Mutex(answers) }
        func next() -> String { answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    private func start(_ answers: [String: [String]]) async throws -> StubServer {
        let reels = answers.mapValues { Reel($0) }
        return try await StubServer.start(scratch.socket) { call in
            reels[call.uri].map { .json($0.next()) }
        }
    }

    /// A line without its time of day.
    private func untimed(_ line: String) -> String {
        line.wholeMatch(of: /\d\d:\d\d:\d\d  (.*)/).map { String($0.1) } ?? line
    }

    private static let queued = Documents.event(12, "state", #","state":"running""#)
    private static let published = Documents.event(14, "state", #","state":"published""#)
    /// Without the start of a worker, which would make the time that it took depend on the clock.
    private static let over = Documents.job(17, "fashion", "published", Documents.summary)
        .replacing(#","started":"2026-11-24T08:00:10.000Z""#, with: "")

    private static func running(_ done: Int) -> String {
        Documents.job(17, "fashion", "running", Documents.progress(done, of: 1000))
    }

    /// A line a change of state, a line each time it is 5% further, and the end.
    @Test func jobInAPipe() async throws {
        let events = "/v1/events?job=17&since="
        let job = [Documents.job(17, "fashion", "queued")] + [0, 400, 410, 1000].map(Self.running) + [Self.over]
        _ = try await start([
            "/v1/status": [Documents.status(lastEvent: 10)],
            "/v1/jobs/fashion": [Documents.answer(job: job[0])],
            "/v1/jobs/17": ([job[0]] + job).map(Documents.answer(job:)),
            events + "10&wait=30": [Documents.answer(events: [Self.queued], next: 12)],
            events + "12&wait=0": [
                Documents.answer(events: [Documents.event(13, "chunk", #","message":"chunk 1""#)], next: 13)
            ],
            events + "13&wait=0": [
                Documents.answer(next: 13), Documents.answer(next: 13), Documents.answer(next: 13),
                Documents.answer(events: [Self.published], next: 14),
            ],
            events + "14&wait=0": [Documents.answer(next: 14)],
        ])
        let finished = try await Uaectl.run(["watch", "fashion"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.errors == "", "\(finished)")
        let expected = [
            "job 17 fashion: queued", "job 17 fashion: running",
            "job 17 fashion: running, 40%, 400 of 1000 samples, 20.5/s, 12 s left",
            "job 17 fashion: running, 100%, 1000 of 1000 samples, 20.5/s, 12 s left",
            "job 17 fashion: published, 1000 samples, ASR 98.4%, mean L2 1.25, /out/fashion",
        ]
        #expect(finished.lines.map(untimed) == expected, "\(finished)")
        #expect(finished.lines.contains("08:00:12  job 17 fashion: running"), "an event has the daemon's time")
    }

    /// A job that is over already: one line, and the exit status is the watching's, not the job's.
    @Test func failedJob() async throws {
        let job = Documents.answer(job: Documents.job(17, "fashion", "failed", Documents.failure))
        _ = try await start([
            "/v1/status": [Documents.status()], "/v1/jobs/17": [job],
            "/v1/events?job=17&since=10&wait=0": [Documents.answer(next: 10)],
        ])
        let finished = try await Uaectl.run(["watch", "17"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.lines.count == 1, "\(finished)")
        #expect(finished.output.contains("failed(refused), data.csv, row 5: this row has 79 cells"))
    }

    @Test func unknownJob() async throws {
        _ = try await start([:])
        #expect(try await Uaectl.run(["watch", "x"], socket: scratch.socket).status == 3)
    }

    /// Idle is: no job that is not over, nothing that settles; what waits for a person does not count.
    @Test func untilIdle() async throws {
        let settling = Documents.inbox("demo", "/in", pending: Documents.pending("b", "settling", "it is young"))
        let waiting = Documents.inbox(
            "demo", "/in", pending: Documents.pending("c.csv", "waiting-for-checkpoint", "it has none"))
        let scanned = "2099-01-01T00:00:00.000Z"
        let server = try await start([
            "/v1/status": [
                Documents.status(), Documents.status(inboxes: settling, jobs: #""published":3"#, lastScan: scanned),
                Documents.status(inboxes: waiting, jobs: #""inspecting":1"#, lastScan: scanned),
                Documents.status(inboxes: waiting, jobs: #""inspecting":0,"published":4"#, lastScan: scanned),
            ],
            "/v1/rescan": [#"{"schema":1,"accepted":true}"#],
            "/v1/jobs": [Documents.answer(jobs: [])], "/v1/jobs?state=running": [Documents.answer(jobs: [])],
            "/v1/events?since=10&wait=1": [Documents.answer(next: 10)],
            "/v1/events?since=10&wait=0": [Documents.answer(next: 10)],
        ])
        let finished = try await Uaectl.run(["watch", "--until-idle"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.output == "", "\(finished)")
        #expect(server.calls.count { $0.uri == "/v1/status" } == 4)
    }

    /// What was dropped a moment ago is work, although the daemon has not seen it yet.
    @Test func notIdleBeforeAScan() async throws {
        let server = try await start([
            "/v1/status": [
                Documents.status(lastScan: "2020-01-01T00:00:00.000Z"),
                Documents.status(lastScan: "2020-01-01T00:00:00.000Z"),
                Documents.status(lastScan: "2099-01-01T00:00:00.000Z"),
            ],
            "/v1/rescan": [#"{"schema":1,"accepted":true}"#],
            "/v1/jobs": [Documents.answer(jobs: [])], "/v1/jobs?state=running": [Documents.answer(jobs: [])],
            "/v1/events?since=10&wait=1": [Documents.answer(next: 10)],
            "/v1/events?since=10&wait=0": [Documents.answer(next: 10)],
        ])
        #expect(try await Uaectl.run(["watch", "--until-idle"], socket: scratch.socket).status == 0)
        #expect(server.calls.count { $0.uri == "/v1/status" } == 3)
    }

    /// Starts a watch without an end and returns when it waits for events.
    private func waiting(_ arguments: [String]) async throws -> (Uaectl.Running, StubServer) {
        let (asked, gate) = AsyncStream.makeStream(of: Void.self)
        let server = try await StubServer.start(scratch.socket) { call in
            switch call.path {
            case "/v1/status": return .json(Documents.status())
            case "/v1/jobs": return .json(Documents.answer(jobs: []))
            case "/v1/jobs/n", "/v1/jobs/17": return .json(Documents.answer(job: Documents.job(17, "n", "queued")))
            case "/v1/events":
                gate.yield()
                return .silence
            default: return nil
            }
        }
        let running = try Uaectl.start([Uaectl.path, "watch"] + arguments, ["UAED_SOCKET": scratch.socket])
        var arrived = asked.makeAsyncIterator()
        await arrived.next()
        return (running, server)
    }

    @Test(arguments: [([], "uaectl watch\n"), (["n"], "uaectl watch n\n")] as [([String], String)])
    func interruptDetaches(_ arguments: [String], _ command: String) async throws {
        let (running, server) = try await waiting(arguments)
        running.interrupt()
        let finished = try await running.finished()
        #expect(finished.status == 130, "\(finished)")
        #expect(finished.errors.contains("detached; the job") && finished.errors.hasSuffix(command), "\(finished)")
        #expect(server.calls.allSatisfy { $0.method == "GET" }, "nothing is cancelled")
    }

    /// The daemon goes in the middle of a call and comes back: the watch goes on where it was.
    @Test func restartOfTheDaemon() async throws {
        let (asked, gate) = AsyncStream.makeStream(of: Void.self)
        let first = try await StubServer.start(scratch.socket) { call in
            switch call.path {
            case "/v1/status": return .json(Documents.status())
            case "/v1/jobs/17": return .json(Documents.answer(job: Documents.job(17, "fashion", "queued")))
            case "/v1/events":
                gate.yield()
                return .hangUp
            default: return nil
            }
        }
        let running = try Uaectl.start([Uaectl.path, "watch", "17"], ["UAED_SOCKET": scratch.socket])
        var arrived = asked.makeAsyncIterator()
        await arrived.next()
        try await first.stop()
        let second = try await start([
            "/v1/jobs/17": [Documents.answer(job: Self.over)],
            "/v1/events?job=17&since=10&wait=30": [Documents.answer(events: [Self.published], next: 14)],
            "/v1/events?job=17&since=14&wait=0": [Documents.answer(next: 14)],
        ])
        let finished = try await running.finished()
        #expect(finished.status == 0 && finished.errors.contains("daemon is gone"), "\(finished)")
        #expect(finished.errors.contains("daemon is back"))
        #expect(
            finished.lines.map(untimed).last
                == "job 17 fashion: published, 1000 samples, ASR 98.4%, mean L2 1.25, /out/fashion")
        #expect(second.calls.contains { $0.uri.contains("since=10") }, "no event is lost")
    }

    @Test func daemonThatDoesNotComeBack() async throws {
        let (asked, gate) = AsyncStream.makeStream(of: Void.self)
        let server = try await StubServer.start(scratch.socket) { call in
            switch call.path {
            case "/v1/status": return .json(Documents.status())
            case "/v1/jobs": return .json(Documents.answer(jobs: []))
            case "/v1/events":
                gate.yield()
                return .hangUp
            default: return nil
            }
        }
        let running = try Uaectl.start([Uaectl.path, "watch", "--reconnect", "1"], ["UAED_SOCKET": scratch.socket])
        var arrived = asked.makeAsyncIterator()
        await arrived.next()
        try await server.stop()
        let finished = try await running.finished()
        #expect(finished.status == 5 && finished.errors.contains("trying again for 1 s"), "\(finished)")
    }

    @Test func lostEvents() async throws {
        _ = try await start([
            "/v1/status": [Documents.status(), Documents.status(lastEvent: 120)],
            // Asked for its number, at the start, and before the first wait.
            "/v1/jobs/17": (Array(repeating: Documents.job(17, "fashion", "queued"), count: 3) + [Self.over])
                .map(Documents.answer(job:)),
            "/v1/events?job=17&since=10&wait=30": [Documents.answer(next: 99, gap: true)],
            "/v1/events?job=17&since=99&wait=0": [Documents.answer(next: 99)],
        ])
        let finished = try await Uaectl.run(["watch", "17"], socket: scratch.socket)
        #expect(finished.errors.contains("events are lost"), "\(finished)")
        #expect(finished.lines.count == 2 && finished.lines[1].contains("published, 1000 samples"), "\(finished)")
    }

    /// A ledger that was made anew counts its events from 1 again: none of them is waited for in vain.
    @Test func eventsThatCountAnew() async throws {
        _ = try await start([
            "/v1/status": [Documents.status(lastEvent: 500), Documents.status(lastEvent: 11)],
            "/v1/jobs/17": (Array(repeating: Documents.job(17, "fashion", "queued"), count: 5) + [Self.over])
                .map(Documents.answer(job:)),
            "/v1/events?job=17&since=500&wait=30": [Documents.answer(next: 500, gap: true)],
            "/v1/events?job=17&since=11&wait=30": [Documents.answer(events: [Self.published], next: 14)],
            "/v1/events?job=17&since=14&wait=0": [Documents.answer(next: 14)],
        ])
        let finished = try await Uaectl.run(["watch", "17"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.lines.count == 2, "\(finished)")
        #expect(finished.lines.last?.hasPrefix("08:00:14  job 17 fashion: published") == true, "\(finished)")
    }

    @Test func eventsForPrograms() async throws {
        _ = try await start([
            "/v1/status": [Documents.status()],
            // Asked for its number, at the start, and before the first wait.
            "/v1/jobs/17": (Array(repeating: Documents.job(17, "fashion", "queued"), count: 3) + [Self.over])
                .map(Documents.answer(job:)),
            "/v1/events?job=17&since=10&wait=30": [
                Documents.answer(events: [Self.queued, Self.published], next: 14)
            ],
            "/v1/events?job=17&since=14&wait=0": [Documents.answer(next: 14)],
        ])
        let finished = try await Uaectl.run(["watch", "17", "--format", "json"], socket: scratch.socket)
        let states = try finished.lines.map {
            (try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])?["state"] as? String
        }
        #expect(states == ["running", "published"], "\(finished)")
    }
}
