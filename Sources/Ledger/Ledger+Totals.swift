// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import JobRecords
import Jobs

/// What the ledger knows in sum. Counts only grow: what is pruned stays counted.
public struct LedgerTotals: Codable, Sendable, Equatable {
    /// Jobs by the state they are in.
    public var jobs: [JobState: Int] = [:]
    /// How often jobs ended, by final state.
    public var ends: [JobState: Int] = [:]
    public var claims = 0
    /// Workers that ended without a word, and jobs that were given up after several of them.
    public var deaths = 0
    public var quarantines = 0
    /// Chunks that became durable, and those that were durable, could not be read again and were computed once more.
    public var chunks = 0
    public var chunkRetries = 0
    /// Of published jobs that were computed; a duplicate's samples are those of its twin.
    public var samples = 0
    public var successes = 0
    public var unchanged = 0
    public var failed = 0
    public var skipped = 0
    /// Successes over samples that are not skipped, of the job that was published last.
    public var newestSuccessRate: Double?
    /// When a job of the inbox was last published.
    public var lastPublished: [String: Date] = [:]
    /// Seconds from the claim to the queue, in the queue, and at computing and publishing.
    public var inspecting = DurationHistogram()
    public var queued = DurationHistogram()
    public var computing = DurationHistogram()

    public init() {}
}

/// Durations in seconds, counted up to each bound.
public struct DurationHistogram: Codable, Sendable, Equatable {
    /// From a second to a day.
    public static let bounds: [Double] = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400]

    /// How many were at most as long as the bound of the same index.
    public var counts = [Int](repeating: 0, count: bounds.count)
    public var count = 0
    public var sum = 0.0

    public init() {}
}

extension Ledger {
    /// One look at jobs and events, all of the same instant, and what is known of those that are gone.
    public func totals() throws -> LedgerTotals {
        try database.read { database in
            var totals = try Self.totals(database, jobs: "1", events: "1")
            totals.add(try Self.past(database))
            return totals
        }
    }

    /// Of the rows that meet the conditions.
    static func totals(_ database: Database, jobs: String, events: String) throws -> LedgerTotals {
        var totals = LedgerTotals()
        totals.jobs = try byState(database, "SELECT state, COUNT(*) FROM job WHERE \(jobs) GROUP BY state")
        totals.ends = try byState(
            database,
            """
            SELECT state, COUNT(*) FROM event
            WHERE (\(events)) AND kind = 'state' AND state IN ('published', 'failed', 'cancelled') GROUP BY state
            """)
        try countEvents(&totals, database, events)
        let computed = "(\(jobs)) AND \(Self.computed)"
        try sumSamples(&totals, database, computed, jobs)
        totals.inspecting = try durations("claimed", "queued", database, where: jobs)
        totals.queued = try durations("queued", "started", database, where: jobs)
        totals.computing = try durations("started", "finished", database, where: computed)
        return totals
    }

    private static let computed = "state = 'published' AND reason IS NULL AND summary IS NOT NULL"

    private static func byState(_ database: Database, _ sql: String) throws -> [JobState: Int] {
        let rows = try Row.fetchAll(database, sql: sql)
        let counts = rows.compactMap { row in JobState(rawValue: row[0]).map { ($0, row[1] as Int) } }
        return Dictionary(counts, uniquingKeysWith: { $1 })
    }

    private static func countEvents(_ totals: inout LedgerTotals, _ database: Database, _ events: String) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT TOTAL(kind = 'claimed'), TOTAL(kind = 'death'), TOTAL(kind = 'state' AND reason = ?),
                    TOTAL(kind = 'chunk'), TOTAL(kind = 'chunk-lost')
                FROM event WHERE \(events)
                """, arguments: [JobReason.quarantined])
        guard let row else { return }
        (totals.claims, totals.deaths, totals.quarantines) = (
            Int(saturating: row[0]), Int(saturating: row[1]), Int(saturating: row[2])
        )
        (totals.chunks, totals.chunkRetries) = (Int(saturating: row[3]), Int(saturating: row[4]))
    }

    private static func sumSamples(
        _ totals: inout LedgerTotals, _ database: Database, _ computed: String, _ jobs: String
    ) throws {
        let columns = ["samples", "successes", "unchanged", "failed", "skipped"]
        let sums = columns.map { "TOTAL(json_extract(summary, '$.\($0)'))" }.joined(separator: ", ")
        if let row = try Row.fetchOne(database, sql: "SELECT \(sums) FROM job WHERE \(computed)") {
            let numbers = columns.indices.map { Int(saturating: row[$0]) }
            (totals.samples, totals.successes, totals.unchanged) = (numbers[0], numbers[1], numbers[2])
            (totals.failed, totals.skipped) = (numbers[3], numbers[4])
        }
        let newest = "FROM job WHERE \(computed) ORDER BY finished DESC LIMIT 1"
        totals.newestSuccessRate = try Double.fetchOne(
            database, sql: "SELECT json_extract(summary, '$.attackSuccessRate') \(newest)")
        let rows = try Row.fetchAll(
            database, sql: "SELECT inbox, MAX(finished) FROM job WHERE (\(jobs)) AND state = 'published' GROUP BY inbox"
        )
        totals.lastPublished = Dictionary(
            rows.compactMap { row in (row[1] as Date?).map { (row[0], $0) } }, uniquingKeysWith: { $1 })
    }

    /// Between two instants of jobs that have both, in this order: a job that is tried again has them in another for a while.
    private static func durations(
        _ from: String, _ to: String, _ database: Database, where condition: String
    ) throws -> DurationHistogram {
        let bounds = DurationHistogram.bounds.map { "TOTAL(seconds <= \($0))" }.joined(separator: ", ")
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT COUNT(*), TOTAL(seconds), \(bounds)
                FROM (SELECT (julianday(\(to)) - julianday(\(from))) * 86400 AS seconds FROM job WHERE \(condition))
                WHERE seconds >= 0
                """)
        var histogram = DurationHistogram()
        guard let row else { return histogram }
        (histogram.count, histogram.sum) = (row[0], row[1])
        histogram.counts = histogram.counts.indices.map { Int(row[$0 + 2] as Double) }
        return histogram
    }
}
