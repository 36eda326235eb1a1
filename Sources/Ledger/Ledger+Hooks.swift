// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import JobRecords
import Jobs

/// How far the ends of jobs have been told to hooks.
extension Ledger {
    /// The event whose hooks ran last. A ledger that never told any begins with what comes from now on.
    public func hooksTold() throws -> Int {
        try database.write { database in
            try database.execute(
                sql: "INSERT OR IGNORE INTO counter (name, value) "
                    + "VALUES ('hooks', (SELECT COALESCE(MAX(sequence), 0) FROM event))")
            return try Int.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'hooks'") ?? 0
        }
    }

    public func setHooksTold(_ sequence: Int) throws {
        try database.write {
            try $0.execute(sql: "UPDATE counter SET value = ? WHERE name = 'hooks'", arguments: [sequence])
        }
    }

    /// Jobs that were published or failed, oldest first: an event each time.
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
