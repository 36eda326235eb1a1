// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A pause: running jobs are finished, and no other job is begun.
public struct PauseReport: Codable, Sendable, Equatable {
    public var since: Date
    /// When the pause ends by itself; nil if only `POST /v1/resume` ends it.
    public var until: Date?

    /// Memberwise initialiser.
    public init(since: Date, until: Date?) {
        self.since = since
        self.until = until
    }
}

/// The answer to `POST /v1/pause[?until=]` and `POST /v1/resume`.
public struct PauseAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    /// nil if the daemon is not paused.
    public var pause: PauseReport?

    /// Wraps a report.
    public init(_ pause: PauseReport?) { self.pause = pause }
}
