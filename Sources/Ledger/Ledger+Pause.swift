// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import JobRecords
import Jobs

/// A pause: while it lasts, running jobs are stopped and no others are started.
public struct PauseRecord: Codable, Sendable, Equatable {
    public var since: Date
    /// When it ends by itself; nil if a person has to end it.
    public var until: Date?

    /// Memberwise initialiser.
    public init(since: Date, until: Date?) {
        self.since = since
        self.until = until
    }
}

extension PauseRecord: FetchableRecord {}

extension Ledger {
    /// The present pause; nil if there is none.
    public func pause() throws -> PauseRecord? {
        try database.read { try PauseRecord.fetchOne($0, sql: "SELECT since, until FROM pause") }
    }

    /// Sets or ends the pause, and records the event.
    ///
    /// - Parameter pause: nil ends it.
    public func set(_ pause: PauseRecord?, _ event: JobEvent) throws {
        try database.write { database in
            try database.execute(sql: "DELETE FROM pause")
            if let pause {
                try database.execute(
                    sql: "INSERT INTO pause (id, since, until) VALUES (1, ?, ?)", arguments: [pause.since, pause.until])
            }
            try EventRow(event).insert(database)
        }
    }
}
