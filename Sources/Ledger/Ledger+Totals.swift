import Foundation
import GRDB
import Jobs

/// What the ledger knows in sum. Counts of events only grow: the event log is append-only.
public struct LedgerTotals: Sendable, Equatable {
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
public struct DurationHistogram: Sendable, Equatable {
    /// From a second to a day.
    public static let bounds: [Double] = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400]

    /// How many were at most as long as the bound of the same index.
    public var counts = [Int](repeating: 0, count: bounds.count)
    public var count = 0
    public var sum = 0.0

    public init() {}
}

extension Ledger {
    /// One look at jobs and events, all of the same instant.
    public func totals() throws -> LedgerTotals {
        try database.read { database in
            var totals = LedgerTotals()
            totals.jobs = try Self.byState(database, "SELECT state, COUNT(*) FROM job GROUP BY state")
            totals.ends = try Self.byState(
                database,
                """
                SELECT state, COUNT(*) FROM event
                WHERE kind = 'state' AND state IN ('published', 'failed', 'cancelled') GROUP BY state
                """)
            try Self.countEvents(&totals, database)
            try Self.sumSamples(&totals, database)
            totals.inspecting = try Self.durations("claimed", "queued", database)
            totals.queued = try Self.durations("queued", "started", database)
            totals.computing = try Self.durations("started", "finished", database, where: Self.computed)
            return totals
        }
    }

    private static let computed = "state = 'published' AND reason IS NULL AND summary IS NOT NULL"

    private static func byState(_ database: Database, _ sql: String) throws -> [JobState: Int] {
        let rows = try Row.fetchAll(database, sql: sql)
        let counts = rows.compactMap { row in JobState(rawValue: row[0]).map { ($0, row[1] as Int) } }
        return Dictionary(counts, uniquingKeysWith: { $1 })
    }

    private static func countEvents(_ totals: inout LedgerTotals, _ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT TOTAL(kind = 'claimed'), TOTAL(kind = 'death'), TOTAL(kind = 'state' AND reason = ?),
                    TOTAL(kind = 'chunk'), TOTAL(kind = 'chunk-lost')
                FROM event
                """, arguments: [JobReason.quarantined])
        guard let row else { return }
        (totals.claims, totals.deaths, totals.quarantines) = (
            Int(saturating: row[0]), Int(saturating: row[1]), Int(saturating: row[2])
        )
        (totals.chunks, totals.chunkRetries) = (Int(saturating: row[3]), Int(saturating: row[4]))
    }

    private static func sumSamples(_ totals: inout LedgerTotals, _ database: Database) throws {
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
            database, sql: "SELECT inbox, MAX(finished) FROM job WHERE state = 'published' GROUP BY inbox")
        totals.lastPublished = Dictionary(
            rows.compactMap { row in (row[1] as Date?).map { (row[0], $0) } }, uniquingKeysWith: { $1 })
    }

    /// Between two instants of jobs that have both, in this order: a job that is tried again has them in another for a while.
    private static func durations(
        _ from: String, _ to: String, _ database: Database, where condition: String = "1"
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
