// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import JobRecords
import Jobs

/// Methods without a comment are documented in ``Jobs/JobStore``.
extension Ledger: JobStore {
    private static let final = JobState.allCases.filter(\.isFinal).map(\.rawValue)
    private static let open = JobState.allCases.filter { !$0.isFinal }

    public func takeNumber() throws -> Int {
        try database.write { database in
            try database.execute(sql: "UPDATE counter SET value = value + 1 WHERE name = 'job'")
            return try Int.fetchOne(database, sql: "SELECT value FROM counter WHERE name = 'job'") ?? 1
        }
    }

    public func numbersGoOn(above number: Int) throws {
        try database.write { database in
            try database.execute(
                sql: "UPDATE counter SET value = ? WHERE name = 'job' AND value < ?", arguments: [number, number])
        }
    }

    public func save(_ job: JobRecord, _ event: JobEvent?) throws {
        try database.write { database in
            try JobRow(job).save(database)
            if let event { try EventRow(event).insert(database) }
        }
    }

    public func append(_ event: JobEvent) throws {
        try database.write { try EventRow(event).insert($0) }
    }

    public func setWork(_ path: String, ofJobsIn inbox: String) throws {
        try database.write {
            try $0.execute(
                sql: "UPDATE job SET work_path = ? WHERE work_path = '' AND inbox_path = ?", arguments: [path, inbox])
        }
    }

    public func job(_ number: Int) throws -> JobRecord? {
        try database.read { try JobRow.fetchOne($0, key: number)?.record }
    }

    public func newestJob(named name: String) throws -> JobRecord? {
        try fetch("WHERE name = ? ORDER BY number DESC LIMIT 1", [name]).first
    }

    public func jobs(in state: JobState?, limit: Int) throws -> [JobRecord] {
        try jobs(in: state, before: .max, limit: limit)
    }

    /// Jobs with a lower number than `before`, newest first.
    public func jobs(in state: JobState?, before: Int, limit: Int) throws -> [JobRecord] {
        guard let state else {
            return try fetch("WHERE number < ? ORDER BY number DESC LIMIT ?", [before, limit])
        }
        return try fetch(
            "WHERE state = ? AND number < ? ORDER BY number DESC LIMIT ?", [state.rawValue, before, limit])
    }

    public func openJobs() throws -> [JobRecord] {
        try fetch("WHERE state NOT IN (?, ?, ?) ORDER BY priority DESC, number", StatementArguments(Self.final))
    }

    /// Uses the index of states, because NOT IN would read every job there has ever been.
    public func openNames() throws -> [Int: String] {
        try database.read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT number, name FROM job WHERE state IN (?, ?, ?, ?, ?, ?)",
                arguments: StatementArguments(Self.open.map(\.rawValue)))
            var names: [Int: String] = [:]
            while let row = try rows.next() { names[row["number"]] = row["name"] }
            return names
        }
    }

    /// Open jobs that a schedule's ticks made.
    public func openJobs(ofSchedule name: String) throws -> [JobRecord] {
        try fetch(
            "WHERE number IN (SELECT job FROM tick WHERE schedule = ?) AND state NOT IN (?, ?, ?) "
                + "ORDER BY priority DESC, number", StatementArguments([name] + Self.final))
    }

    /// Waiting jobs whose next try is due by `time`, the most overdue first, except those that wait for their files.
    ///
    /// - Parameter patience: seconds. No try is planned further ahead, so one that is counts as due: the clock was set
    ///   back.
    public func parkedJobs(dueBy time: Date, within patience: Double = .infinity, limit: Int) throws -> [JobRecord] {
        let furthest = patience.isFinite ? time + patience + 1 : .distantFuture
        return try fetch(
            "WHERE state = 'waiting' AND reason IS NOT ? AND (next_look IS NULL OR next_look <= ? OR next_look > ?) "
                + "ORDER BY next_look, number LIMIT ?", [JobReason.incomplete, time, furthest, limit])
    }

    public func published(dataset: String, checkpoint: String, settings: String) throws -> [JobRecord] {
        try fetch(
            "WHERE dataset_digest = ? AND checkpoint_digest = ? AND settings_digest = ? AND state = 'published' "
                + "ORDER BY number DESC", [dataset, checkpoint, settings])
    }

    public func isReserved(_ name: String, in outbox: String, besides job: Int?) throws -> Bool {
        try database.read {
            try Bool.fetchOne(
                $0,
                sql: "SELECT EXISTS (SELECT 1 FROM job WHERE outbox_name = ? AND outbox_path = ? "
                    + "AND number IS NOT ? AND state NOT IN (?, ?, ?))",
                arguments: [name, outbox, job] + StatementArguments(Self.final)) ?? false
        }
    }

    public func publishedJob(as outboxName: String, in outbox: String) throws -> JobRecord? {
        try fetch(
            "WHERE outbox_name = ? AND outbox_path = ? AND state = 'published' ORDER BY number DESC LIMIT 1",
            [outboxName, outbox]
        ).first
    }

    /// The newest job that a schedule's tick of this name made, even if a bundle was dropped under the name since.
    public func scheduledJob(named name: String) throws -> JobRecord? {
        try fetch("WHERE name = ? AND arrival = 'scheduled' ORDER BY number DESC LIMIT 1", [name]).first
    }

    public func counts() throws -> [JobState: Int] {
        try database.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT state, COUNT(*) AS count FROM job GROUP BY state")
            return Dictionary(
                rows.compactMap { row in JobState(rawValue: row["state"]).map { ($0, row["count"]) } },
                uniquingKeysWith: { $1 })
        }
    }

    public func events(after sequence: Int, of job: Int?, limit: Int) throws -> [NumberedEvent] {
        try database.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM event WHERE sequence > ? AND (? IS NULL OR job = ?) ORDER BY sequence LIMIT ?",
                arguments: [sequence, job, job, limit])
            return try rows.map { NumberedEvent(sequence: $0["sequence"], event: try EventRow(row: $0).event) }
        }
    }

    public func lastEvent() throws -> Int {
        // AUTOINCREMENT's own counter, because pruned events count too.
        try database.read { try Int.fetchOne($0, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'event'") ?? 0 }
    }

    private func fetch(_ clause: String, _ arguments: StatementArguments) throws -> [JobRecord] {
        try database.read { database in
            try JobRow.fetchAll(database, sql: "SELECT * FROM job " + clause, arguments: arguments).map(\.record)
        }
    }
}
