// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import DaemonCore
import Foundation
import Synchronization

/// `GET /v1/events?since=SEQUENCE[&wait=SECONDS][&job=JOB]`; with `Accept: text/event-stream` without an end.
let eventsRoute = Route(
    .GET, "/v1/events", query: ["since", "wait", "job"],
    .jobIfAsked { daemon, job, query in
        let asked = try query.integer("since", in: 0...Query.largest) ?? 0
        let since = try query.lastEventID ?? asked
        let wait = try query.integer("wait", in: 0...60) ?? 0
        guard query.wantsEventStream else {
            return try await daemon.events(since: since, job: job?.number, wait: .seconds(wait))
        }
        let stream = EventStream(
            daemon: daemon, job: job?.number, since: since, pause: .seconds(wait > 0 ? wait : 15))
        return StreamAnswer(contentType: EventStream.contentType) { try await stream.next() }
    })

/// Events as server-sent events (WHATWG HTML, 9.2): `id` is the event's number, so that a client that was cut off goes on
/// with `Last-Event-ID`; an `event: gap` says that numbers before it are no more. A comment comes where nothing else does.
final class EventStream: Sendable {
    static let contentType = "text/event-stream"
    /// Events that are sent at once: so many a client that does not read leaves in memory.
    private static let atOnce = 50

    private let daemon: Daemon
    private let job: Int?
    private let since: Mutex<Int>
    private let pause: Duration

    init(daemon: Daemon, job: Int?, since: Int, pause: Duration) {
        self.daemon = daemon
        self.job = job
        self.since = Mutex(since)
        self.pause = pause
    }

    /// What happened since the last call; after `pause` a comment; nil when the daemon stops.
    func next() async throws -> [UInt8]? {
        guard await !daemon.isStopping else { return nil }
        let answer = try await daemon.events(since: since.withLock { $0 }, job: job, wait: pause, limit: Self.atOnce)
        since.withLock { $0 = answer.next }
        var text = ""
        if answer.gap {
            // What is left comes behind it.
            let next = answer.events.first.map { $0.sequence - 1 } ?? answer.next
            text += Self.message("gap", next, #"{"next":\#(next)}"#)
        }
        for event in answer.events {
            let data = try ControlProtocol.encoder().encode(event)
            text += Self.message(event.kind, event.sequence, String(decoding: data, as: UTF8.self))
        }
        if text.isEmpty {
            guard await !daemon.isStopping else { return nil }
            text = ": nothing new\n\n"
        }
        return Array(text.utf8)
    }

    /// JSON of ours is one line.
    private static func message(_ kind: String, _ id: Int, _ data: String) -> String {
        "id: \(id)\nevent: \(kind)\ndata: \(data)\n\n"
    }
}

extension Query {
    /// One of the media types that `Accept` lists (RFC 9110, 12.5.1).
    fileprivate var wantsEventStream: Bool {
        headers["accept"].joined(separator: ",").split(separator: ",").contains { entry in
            let name = entry.split(separator: ";").first ?? ""
            return name.trimmingCharacters(in: .whitespaces).lowercased() == EventStream.contentType
        }
    }

    /// The number of the last event that the client has; nil where it says none.
    fileprivate var lastEventID: Int? {
        get throws {
            guard let text = headers.first(name: "last-event-id") else { return nil }
            guard let number = Int(text), (0...Self.largest).contains(number) else {
                throw ErrorReport(
                    "bad-request", "Last-Event-ID: \(text) is not the number of an event",
                    hint: "send the id of the last event that came, or no such header")
            }
            return number
        }
    }
}
