// SPDX-License-Identifier: Apache-2.0
import GRDB
import JobRecords
import Jobs

/// The lines of jobs, ordered by ``Jobs/FairShare``. Of thousands of jobs, only those that are requested are read.
extension Ledger {
    private static let plain = "SELECT * FROM job WHERE state = ? ORDER BY priority DESC, number LIMIT ?"
    private static let open = JobState.allCases.filter { !$0.isFinal }
    /// States in which jobs wait for a place.
    private static let shared: Set<JobState> = [.inspecting, .queued]

    /// The first jobs in a state, in the order of their turns.
    ///
    /// - Parameter busy: numbers of jobs that have their place already.
    public func firstJobs(
        in state: JobState, limit: Int, by share: FairShare = FairShare(), besides busy: Set<Int> = []
    ) throws -> [JobRecord] {
        try database.read { try Self.first(in: state, limit, share, busy, $0) }
    }

    /// The first `limit` jobs in each state that is not final, all from one read transaction.
    public func firstOpenJobs(inEach limit: Int, by share: FairShare = FairShare()) throws -> [JobRecord] {
        try database.read { database in
            try Self.open.flatMap { try Self.first(in: $0, limit, share, [], database) }
        }
    }

    private static func first(
        in state: JobState, _ limit: Int, _ share: FairShare, _ busy: Set<Int>, _ database: Database
    ) throws -> [JobRecord] {
        guard shared.contains(state) else {
            return try JobRow.fetchAll(database, sql: plain, arguments: [state.rawValue, limit]).map(\.record)
        }
        let others = busy.isEmpty ? "" : "AND number NOT IN (\(busy.map(String.init).joined(separator: ", "))) "
        // Jobs that an administrator put before everybody's.
        let preceding = try JobRow.fetchAll(
            database,
            sql: "SELECT * FROM job WHERE state = ? AND precedence > 0 \(others)"
                + "ORDER BY precedence DESC, number LIMIT ?", arguments: [state.rawValue, limit]
        ).map(\.record)
        let turns = share.turns(try line(state, others, database), limit: limit - preceding.count)
        var own: [UInt32: ArraySlice<JobRecord>] = [:]
        for (owner, count) in Dictionary(grouping: turns, by: \.self).mapValues(\.count) {
            own[owner] = try JobRow.fetchAll(
                database,
                sql: "SELECT * FROM job WHERE state = ? AND precedence = 0 AND owner_uid = ? \(others)"
                    + "ORDER BY priority DESC, number LIMIT ?", arguments: [state.rawValue, owner, count]
            ).map(\.record)[...]
        }
        return preceding + turns.compactMap { own[$0]?.popFirst() }
    }

    private static func line(_ state: JobState, _ others: String, _ database: Database) throws -> [FairShare.Own] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT owner_uid, COUNT(*), MIN(number) FROM job WHERE state = ? AND precedence = 0 \(others)"
                + "GROUP BY owner_uid", arguments: [state.rawValue])
        return rows.map { FairShare.Own(owner: $0[0], count: $0[1], oldest: $0[2]) }
    }

    /// Number of jobs that are running or publishing, or whose turn comes before that of the queued `job`.
    public func countAhead(of job: JobRecord, by share: FairShare = FairShare()) throws -> Int {
        try database.read { database in
            func count(_ condition: String, _ arguments: StatementArguments = []) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM job WHERE \(condition)", arguments: arguments)
                    ?? 0
            }
            let begun = try count("state IN ('running', 'publishing')")
            let queued = "state = 'queued' AND precedence"
            guard job.precedence == 0 else {
                return begun + (try count("\(queued) > ?", [job.precedence]))
                    + (try count("\(queued) = ? AND number < ?", [job.precedence, job.number]))
            }
            let mine = "\(queued) = 0 AND owner_uid = ? AND"
            let own =
                try count("\(mine) priority > ?", [job.ownerUid, job.priority])
                + count("\(mine) priority = ? AND number < ?", [job.ownerUid, job.priority, job.number])
            let line = try Self.line(.queued, "", database)
            return begun + (try count("\(queued) > 0")) + share.turnsBefore(place: own, of: job.ownerUid, line)
        }
    }

    /// The highest priority of an owner's jobs that are inspecting, queued, waiting or held, `job` apart; nil if there
    /// is no other.
    public func highestPriority(besides job: Int, of owner: UInt32) throws -> Int? {
        try highest("priority", "number <> ? AND owner_uid = ?", [job, owner])
    }

    /// The highest precedence of all jobs that are inspecting, queued, waiting or held, `job` apart; 0 if there is
    /// none.
    public func highestPrecedence(besides job: Int) throws -> Int {
        try highest("precedence", "number <> ?", [job]) ?? 0
    }

    private func highest(_ column: String, _ condition: String, _ arguments: StatementArguments) throws -> Int? {
        try database.read {
            try Int.fetchOne(
                $0,
                sql: "SELECT MAX(\(column)) FROM job WHERE \(condition) "
                    + "AND state IN ('inspecting', 'queued', 'waiting', 'held')", arguments: arguments)
        }
    }
}
