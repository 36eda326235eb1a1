// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import JobRecords
import Jobs

extension Ledger {
    /// In the order of their names.
    public func schedules() throws -> [ScheduleRecord] {
        try database.read { try ScheduleRecord.fetchAll($0, sql: "SELECT * FROM schedule ORDER BY name") }
    }

    public func schedule(_ name: String) throws -> ScheduleRecord? {
        try database.read { try ScheduleRecord.fetchOne($0, key: name) }
    }

    /// How many an owner has, that of this name apart.
    public func countSchedules(of owner: UInt32, besides name: String) throws -> Int {
        try database.read {
            try Int.fetchOne(
                $0, sql: "SELECT COUNT(*) FROM schedule WHERE owner_uid = ? AND name <> ?", arguments: [owner, name])
                ?? 0
        }
    }

    /// Schedules with a tick that waits for the end of an open job.
    public func schedulesWithWaitingTicks() throws -> Set<String> {
        try database.read {
            try Set(String.fetchAll($0, sql: "SELECT DISTINCT schedule FROM tick WHERE outcome = 'waiting'"))
        }
    }

    /// Inserts or replaces it.
    public func save(_ schedule: ScheduleRecord, _ event: JobEvent) throws {
        try database.write { database in
            try schedule.save(database)
            try EventRow(event).insert(database)
        }
    }

    /// Its ticks stay: they say what ran.
    public func remove(_ schedule: ScheduleRecord, _ event: JobEvent) throws {
        try database.write { database in
            try schedule.delete(database)
            try EventRow(event).insert(database)
        }
    }

    /// A tick and what it made, in one transaction: the job, its first event, and how far the schedule has been looked at.
    ///
    /// - Parameter movesOn: false for a run that was asked for: ticks before it are still due.
    /// - Returns: false where the tick had its outcome before; nothing was changed then, except that the schedule goes on.
    @discardableResult
    public func record(
        _ tick: TickRecord, _ event: JobEvent, job: JobRecord? = nil, movesOn: Bool = true
    ) throws -> Bool {
        try database.write { database in
            if movesOn { try Self.moveOn(tick, database) }
            if let before = try Self.tick(tick.schedule, tick.nominal, database), before.outcome != .waiting {
                return false
            }
            try tick.save(database)
            if let job { try JobRow(job).save(database) }
            try EventRow(event).insert(database)
            return true
        }
    }

    private static func moveOn(_ tick: TickRecord, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE schedule SET since = ? WHERE name = ? AND since < ?",
            arguments: [tick.nominal, tick.schedule, tick.nominal])
    }

    public func tick(_ schedule: String, _ nominal: Date) throws -> TickRecord? {
        try database.read { try Self.tick(schedule, nominal, $0) }
    }

    private static func tick(_ schedule: String, _ nominal: Date, _ database: Database) throws -> TickRecord? {
        try TickRecord.fetchOne(
            database, sql: "SELECT * FROM tick WHERE schedule = ? AND nominal = ?", arguments: [schedule, nominal])
    }

    /// Newest first.
    public func ticks(of schedule: String, limit: Int) throws -> [TickRecord] {
        try database.read {
            try TickRecord.fetchAll(
                $0, sql: "SELECT * FROM tick WHERE schedule = ? ORDER BY nominal DESC LIMIT ?",
                arguments: [schedule, limit])
        }
    }

    /// The tick that waits for the end of the schedule's open job.
    public func waitingTick(of schedule: String) throws -> TickRecord? {
        try database.read {
            try TickRecord.fetchOne(
                $0, sql: "SELECT * FROM tick WHERE schedule = ? AND outcome = 'waiting' ORDER BY nominal DESC LIMIT 1",
                arguments: [schedule])
        }
    }

    /// The tick that made a job; nil for a job that was dropped.
    public func tick(ofJob number: Int) throws -> TickRecord? {
        try database.read {
            try TickRecord.fetchOne($0, sql: "SELECT * FROM tick WHERE job = ? LIMIT 1", arguments: [number])
        }
    }
}
