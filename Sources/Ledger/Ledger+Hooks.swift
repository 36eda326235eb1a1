// SPDX-License-Identifier: Apache-2.0
import GRDB
import JobRecords
import Jobs

/// How far hooks have run for the ends of jobs.
extension Ledger {
    /// Number of the last event whose hooks have run. A ledger that has never run any starts after its newest event.
    public func hooksTold() throws -> Int {
        try database.write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO counter (name, value) "
                    + "VALUES ('hooks', (SELECT COALESCE(MAX(sequence), 0) FROM event))")
            return try Int.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'hooks'") ?? 0
        }
    }

    /// Records that the hooks of all events up to `sequence` have run.
    public func setHooksTold(_ sequence: Int) throws {
        try database.write {
            try $0.execute(sql: "UPDATE counter SET value = ? WHERE name = 'hooks'", arguments: [sequence])
        }
    }

    /// The events after `sequence` by which jobs were published or failed, oldest first.
    public func ends(after sequence: Int, limit: Int) throws -> [NumberedEvent] {
        try database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM event WHERE sequence > ? AND kind = 'state' AND state IN ('published', 'failed') "
                    + "ORDER BY sequence LIMIT ?", arguments: [sequence, limit])
            return try rows.map { NumberedEvent(sequence: $0["sequence"], event: try EventRow(row: $0).event) }
        }
    }
}
