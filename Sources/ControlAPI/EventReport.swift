// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

/// An entry of the daemon's numbered, append-only event log.
public struct EventReport: Codable, Sendable, Equatable {
    /// The event's number. It increases by one with each event, and a ledger never reuses a number.
    public var sequence: Int
    public var time: Date
    /// `claimed`, `state`, `started`, `chunk`, `warning`, `death`, …; clients print an unknown word as it is.
    public var kind: String
    public var job: Int?
    /// The name of the job's bundle.
    public var name: String?
    /// The job's state, and its reason, at the time of the event.
    public var state: String?
    public var reason: String?
    /// A sentence for people.
    public var message: String?

    /// Memberwise initialiser.
    public init(
        sequence: Int, time: Date, kind: String, job: Int? = nil, name: String? = nil, state: String? = nil,
        reason: String? = nil, message: String? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.kind = kind
        self.job = job
        self.name = name
        self.state = state
        self.reason = reason
        self.message = message
    }
}

/// The answer to `GET /v1/events?since=SEQ[&wait=SECONDS][&job=17]`: at most 1000 events after `since`, oldest first.
///
/// With `wait` (at most 60 seconds) the daemon answers when there is an event, or with no `events` when the time is
/// over. The number of finished samples changes too often for events; the job's report has it.
public struct EventsAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var events: [EventReport]
    /// The value of `since` that continues after this answer.
    public var next: Int
    /// True if events after `since` were pruned, or `since` is beyond the newest event: read `/v1/jobs` again.
    public var gap: Bool

    /// Memberwise initialiser.
    public init(events: [EventReport], next: Int, gap: Bool = false) {
        self.events = events
        self.next = next
        self.gap = gap
    }
}

/// The answer to `POST /v1/adopt`: the folder's new name and path.
public struct AdoptAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var name: String
    public var path: String

    /// Memberwise initialiser.
    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// The answer to `POST /v1/rescan`.
public struct RescanAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var accepted: Bool

    /// Creates an answer; the daemon accepts every request for a scan.
    public init(accepted: Bool) { self.accepted = accepted }
}
