// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// One line of the numbered, append-only event log.
public struct JobEvent: Codable, Sendable, Equatable {
    public var time: Date
    /// `claimed`, `state`, `started`, `chunk`, `chunk-lost`, `warning`, `death`, …
    public var kind: String
    public var job: Int?
    public var name: String?
    public var state: String?
    public var reason: String?
    /// A sentence for people.
    public var message: String?

    /// Memberwise initialiser.
    public init(
        _ kind: String, time: Date = .now, job: Int? = nil, name: String? = nil, state: String? = nil,
        reason: String? = nil, message: String? = nil
    ) {
        self.kind = kind
        self.time = time
        self.job = job
        self.name = name
        self.state = state
        self.reason = reason
        self.message = message
    }

    /// An event of a job in its present state.
    public init(_ kind: String, of job: JobRecord, message: String? = nil, time: Date = .now) {
        self.init(
            kind, time: time, job: job.number, name: job.name, state: job.state.rawValue, reason: job.reason,
            message: message)
    }
}

/// A ``JobEvent`` with its number.
public struct NumberedEvent: Sendable, Equatable {
    /// Counts up by one; never used twice.
    public var sequence: Int
    public var event: JobEvent

    /// Memberwise initialiser.
    public init(sequence: Int, event: JobEvent) {
        self.sequence = sequence
        self.event = event
    }
}
