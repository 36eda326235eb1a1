// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import JobRecords
import Jobs

/// Totals over the whole ledger. Apart from ``jobs``, counts only grow: what is pruned stays counted.
public struct LedgerTotals: Codable, Sendable, Equatable {
    /// Number of jobs by their present state.
    public var jobs: [JobState: Int] = [:]
    /// How often jobs ended, by final state.
    public var ends: [JobState: Int] = [:]
    /// Number of claims.
    public var claims = 0
    /// Workers that ended without a final event.
    public var deaths = 0
    /// Jobs that were given up after several worker deaths.
    public var quarantines = 0
    /// Chunks that became durable.
    public var chunks = 0
    /// Chunks that were durable, could not be read again, and were computed once more.
    public var chunkRetries = 0
    /// Samples by outcome, of published jobs that were computed; a duplicate's samples are those of its twin.
    public var samples = 0
    public var successes = 0
    public var unchanged = 0
    public var failed = 0
    public var skipped = 0
    /// ASR of the job that was published last: successes over samples that are not skipped.
    public var newestSuccessRate: Double?
    /// When a job was last published, keyed by inbox name.
    public var lastPublished: [String: Date] = [:]
    /// Durations from the claim to the queue, in the queue, and of computing and publishing.
    public var inspecting = DurationHistogram()
    public var queued = DurationHistogram()
    public var computing = DurationHistogram()

    /// Nothing counted yet.
    public init() {}
}

/// A histogram of durations in seconds; each bucket includes those before it.
public struct DurationHistogram: Codable, Sendable, Equatable {
    /// Upper bounds of the buckets in seconds, from a second to a day.
    public static let bounds: [Double] = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400]

    /// Number of durations that are at most the bound of the same index.
    public var counts = [Int](repeating: 0, count: bounds.count)
    public var count = 0
    public var sum = 0.0

    /// Nothing counted yet.
    public init() {}
}

extension Ledger {
    /// Totals of all jobs and events, from one read transaction, and of those that were pruned.
    public func totals() throws -> LedgerTotals {
        try database.read { database in
            var totals = try Self.totals(database, jobs: "1", events: "1")
            totals.add(try Self.past(database))
            return totals
        }
    }

    /// Totals of the rows that meet the conditions.
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

    /// The time between two instants of jobs that have both in this order; a job that is tried again has them in the
    /// reverse order for a while, and is left out.
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
