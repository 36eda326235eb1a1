// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import Synchronization

/// `GET /v1/events?since=SEQUENCE[&wait=SECONDS][&job=JOB]`: at most 1000 events or, with `Accept: text/event-stream`,
/// an endless stream.
let eventsRoute = Route(
    .GET, "/v1/events", query: ["since", "wait", "job"],
    .jobIfAsked { daemon, job, query in
        let asked = try query.integer("since", in: 0...Query.largest) ?? 0
        let since = try query.lastEventID ?? asked
        let wait = try query.integer("wait", in: 0...60) ?? 0
        guard query.wantsEventStream else {
            return try await daemon.reader.events(since: since, job: job?.number, wait: .seconds(wait))
        }
        let stream = EventStream(
            daemon: daemon, job: job?.number, since: since, pause: .seconds(wait > 0 ? wait : 15))
        return StreamAnswer(contentType: EventStream.contentType) { try await stream.next() }
    })

/// Events as server-sent events (WHATWG HTML, section 9.2). Their `id` is the event's number, so that a client that was
/// cut off continues with `Last-Event-ID`. An `event: gap` reports that earlier events were pruned, and a comment keeps
/// a quiet stream alive.
final class EventStream: Sendable {
    static let contentType = "text/event-stream"
    /// The maximum number of events in a part; it bounds what a client that does not read keeps in memory.
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

    /// The events since the last call, or a comment if there were none for `pause`; nil when the daemon stops.
    func next() async throws -> [UInt8]? {
        guard !daemon.isStopping else { return nil }
        let answer = try await daemon.reader.events(
            since: since.withLock { $0 }, job: job, wait: pause, limit: Self.atOnce)
        since.withLock { $0 = answer.next }
        var text = ""
        if answer.gap {
            // The id before the first event that is left, so that a client that stops here continues with that event.
            let next = answer.events.first.map { $0.sequence - 1 } ?? answer.next
            text += Self.message("gap", next, #"{"next":\#(next)}"#)
        }
        for event in answer.events {
            let data = try ControlProtocol.encoder().encode(event)
            text += Self.message(event.kind, event.sequence, String(decoding: data, as: UTF8.self))
        }
        if text.isEmpty {
            guard !daemon.isStopping else { return nil }
            text = ": nothing new\n\n"
        }
        return Array(text.utf8)
    }

    /// One message; `data` must be a single line.
    private static func message(_ kind: String, _ id: Int, _ data: String) -> String {
        "id: \(id)\nevent: \(kind)\ndata: \(data)\n\n"
    }
}

extension Query {
    /// True if `Accept` lists the media type of event streams (RFC 9110, 12.5.1).
    fileprivate var wantsEventStream: Bool {
        headers["accept"].joined(separator: ",").split(separator: ",").contains { entry in
            let name = entry.split(separator: ";").first ?? ""
            return name.trimmed.lowercased() == EventStream.contentType
        }
    }

    /// The number of the last event that the client has received; nil without the header.
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
