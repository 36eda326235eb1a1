// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization
import Testing

/// `uaectl wait` against a daemon whose answers are written down: the exit status says how the jobs ended.
@Suite(.timeLimit(.minutes(30))) struct WaitTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// Jobs that are over, by number.
    private func run(_ arguments: [String], _ states: [Int: String]) async throws -> Uaectl.Finished {
        _ = try await StubServer.start(scratch.socket) { call in
            if call.path == "/v1/status" { return .json(Documents.status(lastEvent: 10)) }
            if call.path == "/v1/events" { return .json(Documents.answer(next: 10)) }
            guard let number = Int(call.path.dropFirst("/v1/jobs/".count)), let state = states[number] else {
                return nil
            }
            return .json(Documents.answer(job: Documents.job(number, "n\(number)", state)))
        }
        return try await Uaectl.run(["wait"] + arguments, socket: scratch.socket)
    }

    @Test(arguments: [
        (["published", "published"], 0), (["published", "failed"], 10), (["cancelled", "published"], 11),
        (["cancelled", "failed"], 10), (["published", "running"], 12), (["failed", "running"], 10),
    ])
    func statusSaysHow(_ states: [String], _ status: Int) async throws {
        let jobs = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($0.offset + 1, $0.element) })
        let finished = try await run(["1", "2", "--timeout", "0s"], jobs)
        #expect(finished.status == Int32(status), "\(finished)")
        #expect(finished.lines.count == states.count { $0 != "running" }, "a line a job that is over")
    }

    /// What lies in an inbox is waited for, although an older job has its name; at the deadline it is not over.
    @Test func whatIsNotClaimedGoesBeforeAnOlderJob() async throws {
        let looks = Atomic(0)
        let inboxes = Documents.inbox("demo", "/in")
        let settling = #"{"schema":1,"subject":"/in/n","state":"settling","reasons":["it is young"]}"#
        _ = try await StubServer.start(scratch.socket) { call in
            let isClaimed = looks.load(ordering: .relaxed) > 1
            switch call.path {
            case "/v1/status": return .json(Documents.status(inboxes: inboxes))
            case "/v1/events": return .json(Documents.answer(next: 10))
            case "/v1/explain":
                looks.add(1, ordering: .relaxed)
                return isClaimed ? nil : .json(settling)
            case "/v1/jobs/n", "/v1/jobs/2":
                let (number, state) = isClaimed ? (2, "failed") : (1, "published")
                return .json(Documents.answer(job: Documents.job(number, "n", state)))
            default: return nil
            }
        }
        let late = try await Uaectl.run(["wait", "n", "--timeout", "0s"], socket: scratch.socket)
        #expect(late.status == 12 && late.output == "", "\(late)")
        let finished = try await Uaectl.run(["wait", "n"], socket: scratch.socket)
        #expect(finished.status == 10 && finished.output.contains("job 2 n"), "\(finished)")
        #expect(finished.errors.contains("not claimed yet: it is young"), "\(finished)")
    }

    @Test func needsJobsOrAll() async throws {
        #expect(try await run([], [:]).status == 2)
        #expect(try await run(["1", "--all"], [:]).status == 2)
    }

    /// The end is heard by its event.
    @Test func anEventTellsTheEnd() async throws {
        let asked = Atomic(0)
        _ = try await StubServer.start(scratch.socket) { call in
            switch call.uri {
            case "/v1/status": return .json(Documents.status(lastEvent: 10))
            case "/v1/events?job=17&since=10&wait=30":
                let end = Documents.event(12, "state", #","state":"published""#)
                return .json(Documents.answer(events: [end], next: 12))
            case "/v1/jobs/17":
                let count = asked.add(1, ordering: .relaxed).newValue
                return .json(Documents.answer(job: Documents.job(17, "n", count < 3 ? "running" : "published")))
            default: return nil
            }
        }
        let finished = try await Uaectl.run(["wait", "17"], socket: scratch.socket)
        #expect(finished.status == 0 && finished.lines.count == 1, "\(finished)")
    }

    @Test(arguments: ["22", "25:00", "1:5", "+2", "yesterday", "2026-11-24T22:00:00"])
    func noTime(_ text: String) async throws {
        let finished = try await Uaectl.run(["pause", "--until", text], socket: scratch.socket)
        #expect(finished.status == 2, "\(finished)")
    }

    /// The instant reaches the daemon in UTC, whatever the zone here.
    @Test(arguments: [("2026-11-24T22:00:00+01:00", "2026-11-24T21%3A00%3A00Z")])
    func anInstantWithItsZone(_ text: String, _ sent: String) async throws {
        let server = try await StubServer.start(scratch.socket) { call in
            call.path == "/v1/pause"
                ? .json(#"{"schema":1,"pause":{"since":"2026-11-24T08:00:00Z","until":"2026-11-24T21:00:00Z"}}"#) : nil
        }
        let finished = try await Uaectl.run(["pause", "--until", text], socket: scratch.socket)
        #expect(finished.status == 0 && finished.output.hasPrefix("paused until 2026-11-24 21:00:00"), "\(finished)")
        #expect(server.calls.last?.uri == "/v1/pause?until=\(sent)")
    }

    /// A time of day is the next such time here: within a day of now.
    @Test func aTimeOfDayIsTheNext() async throws {
        let server = try await StubServer.start(scratch.socket) { call in
            call.path == "/v1/pause" ? .json(#"{"schema":1}"#) : nil
        }
        let asked = Date.now
        _ = try await Uaectl.run(["pause", "--until", "22:00"], socket: scratch.socket, ["TZ": "Asia/Kolkata"])
        let uri = try #require(server.calls.last?.uri)
        #expect(uri.hasSuffix("T16%3A30%3A00Z"), "22:00 at +05:30: \(uri)")
        let text = try #require(uri.split(separator: "=").last?.removingPercentEncoding)
        let end = try Date(text, strategy: .iso8601)
        #expect(end > asked && end <= asked + 86401)
    }
}
