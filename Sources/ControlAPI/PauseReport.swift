// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Running jobs are finished, and no other is begun.
public struct PauseReport: Codable, Sendable, Equatable {
    public var since: Date
    /// When it ends by itself; nil: with `POST /v1/resume`.
    public var until: Date?

    public init(since: Date, until: Date?) {
        self.since = since
        self.until = until
    }
}

/// `POST /v1/pause[?until=]`, `POST /v1/resume`.
public struct PauseAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    /// nil where the daemon is not paused.
    public var pause: PauseReport?

    public init(_ pause: PauseReport?) { self.pause = pause }
}
