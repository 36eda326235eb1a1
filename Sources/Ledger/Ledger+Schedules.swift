// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import JobRecords
import Jobs

extension Ledger {
    /// All schedules, in the order of their names.
    public func schedules() throws -> [ScheduleRecord] {
        try database.read { try ScheduleRecord.fetchAll($0, sql: "SELECT * FROM schedule ORDER BY name") }
    }

    /// The schedule of this name; nil if there is none.
    public func schedule(_ name: String) throws -> ScheduleRecord? {
        try database.read { try ScheduleRecord.fetchOne($0, key: name) }
    }

    /// Number of schedules of an owner, the one of this name apart.
    public func countSchedules(of owner: UInt32, besides name: String) throws -> Int {
        try database.read {
            try Int.fetchOne(
                $0, sql: "SELECT COUNT(*) FROM schedule WHERE owner_uid = ? AND name <> ?", arguments: [owner, name])
                ?? 0
        }
    }

    /// Names of schedules with a tick that waits for the end of an open job.
    public func schedulesWithWaitingTicks() throws -> Set<String> {
        try database.read {
            try Set(String.fetchAll($0, sql: "SELECT DISTINCT schedule FROM tick WHERE outcome = 'waiting'"))
        }
    }

    /// Inserts or replaces the schedule, and records the event.
    public func save(_ schedule: ScheduleRecord, _ event: JobEvent) throws {
        try database.write { database in
            try schedule.save(database)
            try EventRow(event).insert(database)
        }
    }

    /// Deletes the schedule, and records the event. Its ticks stay, because they show what ran.
    public func remove(_ schedule: ScheduleRecord, _ event: JobEvent) throws {
        try database.write { database in
            try schedule.delete(database)
            try EventRow(event).insert(database)
        }
    }

    /// Records a tick and what it made in one transaction: the job, its first event, and how far the schedule has been
    /// evaluated.
    ///
    /// - Parameter movesOn: false for a run on request, because ticks before it are still due.
    /// - Returns: false if the tick had its outcome before; then nothing has changed except how far the schedule has
    ///   been evaluated.
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

    /// The tick of a schedule at a nominal time; nil if it has no outcome yet.
    public func tick(_ schedule: String, _ nominal: Date) throws -> TickRecord? {
        try database.read { try Self.tick(schedule, nominal, $0) }
    }

    private static func tick(_ schedule: String, _ nominal: Date, _ database: Database) throws -> TickRecord? {
        try TickRecord.fetchOne(
            database, sql: "SELECT * FROM tick WHERE schedule = ? AND nominal = ?", arguments: [schedule, nominal])
    }

    /// The last `limit` ticks of a schedule, newest first.
    public func ticks(of schedule: String, limit: Int) throws -> [TickRecord] {
        try database.read {
            try TickRecord.fetchAll(
                $0, sql: "SELECT * FROM tick WHERE schedule = ? ORDER BY nominal DESC LIMIT ?",
                arguments: [schedule, limit])
        }
    }

    /// The tick that waits for the end of the schedule's open job; nil if there is none.
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
