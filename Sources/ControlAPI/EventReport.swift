// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation

/// One line of the daemon's numbered, append-only event log.
public struct EventReport: Codable, Sendable, Equatable {
    /// Counts up by one; never reused.
    public var sequence: Int
    public var time: Date
    /// `claimed`, `state`, `started`, `chunk`, `progress`, `warning`, `death`, …: an unknown word is printed as it is.
    public var kind: String
    public var job: Int?
    /// The job's bundle name.
    public var name: String?
    public var state: String?
    public var reason: String?
    /// A sentence for people.
    public var message: String?

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

/// `GET /v1/events?since=SEQ[&wait=SECONDS][&job=17]`: the events after `since`, oldest first.
///
/// With `wait` (at most 60) the answer is held back until there is an event or the time is over: `events` is then empty.
/// Samples done change too often to be events: ask for the job.
public struct EventsAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var events: [EventReport]
    /// Ask with `since=next` to go on.
    public var next: Int
    /// True where events after `since` were pruned: look at `/v1/jobs` afresh.
    public var gap: Bool

    public init(events: [EventReport], next: Int, gap: Bool = false) {
        self.events = events
        self.next = next
        self.gap = gap
    }
}

/// `POST /v1/adopt`: the name that the folder has now, and where it is.
public struct AdoptAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var name: String
    public var path: String

    public init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}

/// `POST /v1/rescan`.
public struct RescanAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var accepted: Bool

    public init(accepted: Bool) { self.accepted = accepted }
}
