// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import JobRecords
import Jobs

/// Deletes old rows in portions, so that others who need the ledger wait for one portion at most.
extension Ledger {
    private static let final = "state IN ('published', 'failed', 'cancelled')"

    /// Deletes the oldest events, at most `limit`, up to the first that is not older than `time` or whose hooks have
    /// not run. Event numbers are never used again.
    ///
    /// - Returns: the number of deleted events.
    public func pruneEvents(before time: Date, limit: Int) throws -> Int {
        try database.write { database in
            let told = try Int.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'hooks'") ?? .max
            let last = try Int.fetchOne(
                database,
                sql: """
                    SELECT MAX(sequence) FROM (SELECT sequence FROM event ORDER BY sequence LIMIT ?)
                    WHERE sequence <= ? AND sequence < COALESCE(
                        (SELECT sequence FROM (SELECT sequence, time FROM event ORDER BY sequence LIMIT ?)
                         WHERE time >= ? ORDER BY sequence LIMIT 1), sequence + 1)
                    """, arguments: [limit, told, limit, time])
            guard let last else { return 0 }
            try Self.remember(database, events: "sequence <= \(last)")
            try database.execute(sql: "DELETE FROM event WHERE sequence <= ?", arguments: [last])
            return database.changesCount
        }
    }

    /// Final jobs that ended before `time` and that no schedule repeats, among the `limit` rows after `number`.
    ///
    /// - Returns: the jobs, and the last number that was examined; nil for `next` after the last row.
    public func jobsOver(before time: Date, after number: Int, limit: Int) throws -> (jobs: [JobRecord], next: Int?) {
        try database.read { database in
            let portion = "SELECT number FROM job WHERE number > ? ORDER BY number LIMIT ?"
            let next = try Int.fetchOne(
                database, sql: "SELECT MAX(number) FROM (\(portion))", arguments: [number, limit])
            guard let next else { return ([], nil) }
            let jobs = try JobRow.fetchAll(
                database,
                sql: "SELECT * FROM job WHERE number > ? AND number <= ? AND \(Self.final) AND finished < ? "
                    + "AND number NOT IN (SELECT job FROM schedule WHERE job IS NOT NULL)",
                arguments: [number, next, time]
            ).map(\.record)
            return (jobs, next)
        }
    }

    /// Deletes the rows of those of the jobs that are still final and ended before `time`.
    ///
    /// - Returns: the number of deleted jobs.
    public func prune(_ numbers: [Int], before time: Date) throws -> Int {
        guard !numbers.isEmpty else { return 0 }
        return try database.write { database in
            let list = numbers.map(String.init).joined(separator: ", ")
            let gone = try Int.fetchAll(
                database, sql: "SELECT number FROM job WHERE number IN (\(list)) AND \(Self.final) AND finished < ?",
                arguments: [time])
            guard !gone.isEmpty else { return 0 }
            let condition = "number IN (\(gone.map(String.init).joined(separator: ", ")))"
            try Self.remember(database, jobs: condition)
            try database.execute(sql: "DELETE FROM job WHERE \(condition)")
            return gone.count
        }
    }

    /// Deletes ticks from before `time`, at most `limit`, that are not waiting and whose job is not open.
    ///
    /// - Returns: the number of deleted ticks.
    public func pruneTicks(before time: Date, limit: Int) throws -> Int {
        try database.write { database in
            try database.execute(
                sql: """
                    DELETE FROM tick WHERE rowid IN (
                        SELECT tick.rowid FROM tick LEFT JOIN job ON job.number = tick.job
                        WHERE tick.time < ? AND tick.nominal < ? AND tick.outcome <> 'waiting'
                            AND (job.number IS NULL OR job.\(Self.final)) LIMIT ?)
                    """, arguments: [time, time, limit])
            return database.changesCount
        }
    }

    /// Gives at most `pages` unused pages back to the file system.
    ///
    /// - Returns: whether there are more.
    public func shrink(pages: Int) throws -> Bool {
        try database.write { database in
            func free() throws -> Int { try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0 }
            let before = try free()
            guard before > 0 else { return false }
            _ = try Row.fetchAll(database, sql: "PRAGMA incremental_vacuum(\(pages))")
            let after = try free()
            return after > 0 && after < before
        }
    }

    /// Moves the contents of the write-ahead log into the database file, which thereby gets its new size.
    public func checkpointLog() throws {
        try database.act { _ = try Row.fetchAll($0, sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }

    /// Number of the oldest event that is left; nil if there is none.
    public func firstEvent() throws -> Int? {
        try database.read { try Int.fetchOne($0, sql: "SELECT MIN(sequence) FROM event") }
    }
}
