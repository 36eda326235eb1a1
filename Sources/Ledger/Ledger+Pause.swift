// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import JobRecords
import Jobs

/// While it is there, jobs that are computed end and no other is begun.
public struct PauseRecord: Codable, Sendable, Equatable {
    public var since: Date
    /// When it ends by itself; nil: when a person ends it.
    public var until: Date?

    public init(since: Date, until: Date?) {
        self.since = since
        self.until = until
    }
}

extension PauseRecord: FetchableRecord {}

extension Ledger {
    public func pause() throws -> PauseRecord? {
        try database.read { try PauseRecord.fetchOne($0, sql: "SELECT since, until FROM pause") }
    }

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
