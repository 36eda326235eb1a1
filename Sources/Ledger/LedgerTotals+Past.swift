// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB
import Jobs

/// Pruned rows stay in the totals, because counters must never go back.
extension LedgerTotals {
    /// Adds the totals of pruned rows. ``jobs`` stays as it is, because it counts only the rows that are present.
    mutating func add(_ past: LedgerTotals) {
        ends.merge(past.ends, uniquingKeysWith: +)
        claims += past.claims
        deaths += past.deaths
        quarantines += past.quarantines
        chunks += past.chunks
        chunkRetries += past.chunkRetries
        samples += past.samples
        successes += past.successes
        unchanged += past.unchanged
        failed += past.failed
        skipped += past.skipped
        newestSuccessRate = newestSuccessRate ?? past.newestSuccessRate
        lastPublished.merge(past.lastPublished, uniquingKeysWith: max)
        inspecting.add(past.inspecting)
        queued.add(past.queued)
        computing.add(past.computing)
    }
}

extension DurationHistogram {
    fileprivate mutating func add(_ past: DurationHistogram) {
        for index in counts.indices where index < past.counts.count { counts[index] += past.counts[index] }
        count += past.count
        sum += past.sum
    }
}

extension Ledger {
    static func past(_ database: Database) throws -> LedgerTotals {
        guard let text = try String.fetchOne(database, sql: "SELECT totals FROM past") else { return LedgerTotals() }
        return try JSONDecoder().decode(LedgerTotals.self, from: Data(text.utf8))
    }

    /// Adds rows to the totals of pruned rows, in the transaction that deletes them.
    static func remember(_ database: Database, jobs: String = "0", events: String = "0") throws {
        var totals = try totals(database, jobs: jobs, events: events)
        totals.jobs = [:]
        // Values that are kept only once are the newer ones.
        totals.add(try past(database))
        let text = String(decoding: try JSONEncoder().encode(totals), as: UTF8.self)
        try database.execute(sql: "INSERT OR REPLACE INTO past (id, totals) VALUES (1, ?)", arguments: [text])
    }
}
