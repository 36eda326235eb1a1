// SPDX-License-Identifier: Apache-2.0
import Durability
import FoundationEssentials
import Glibc
import JobRecords
import Jobs
import Ledger

/// Deletes old rows of the ledger, on another thread than the daemon's turns. It does so in portions, with pauses in which others
/// can use the ledger.
struct LedgerPruning: Sendable {
    /// The maximum number of rows in a portion.
    private static let rows = 100
    /// The maximum number of pages that are given back to the file system at once.
    private static let pages = 16
    /// The number of portions after which the write-ahead log is put into the file; at the end, all at once, it would take long.
    private static let portionsInLog = 10
    /// The pause between two portions, in microseconds.
    private static let pause: UInt32 = 10_000

    let ledger: Ledger
    let disk: any Disk
    let isStopping: @Sendable () -> Bool

    /// The numbers of rows that were deleted.
    struct Report: Sendable, Equatable {
        var events = 0
        var jobs = 0
        var ticks = 0
    }

    /// Deletes the rows from before these instants; nil: none.
    func prune(eventsBefore: Date?, jobsBefore: Date?) throws -> Report {
        var report = Report()
        if let limit = eventsBefore {
            report.events = try portions { try ledger.pruneEvents(before: limit, limit: Self.rows) }
            report.ticks = try portions { try ledger.pruneTicks(before: limit, limit: Self.rows) }
        }
        if let limit = jobsBefore { report.jobs = try pruneJobs(before: limit) }
        var count = 0
        while !isStopping(), try ledger.shrink(pages: Self.pages) { try rest(&count) }
        if report != Report() { try ledger.checkpointLog() }
        return report
    }

    /// Lets others have the ledger between two portions.
    private func rest(_ portions: inout Int) throws {
        portions += 1
        usleep(Self.pause)
        if portions % Self.portionsInLog == 0 { try ledger.checkpointLog() }
    }

    private func portions(_ body: () throws -> Int) throws -> Int {
        var (sum, portions) = (0, 0)
        while !isStopping() {
            let count = try body()
            sum += count
            guard count == Self.rows else { break }
            try rest(&portions)
        }
        return sum
    }

    /// Deletes jobs, except those whose input or folder still exists: people name them by their numbers.
    private func pruneJobs(before limit: Date) throws -> Int {
        var (sum, after, portions) = (0, 0, 0)
        while !isStopping() {
            let (jobs, next) = try ledger.jobsOver(before: limit, after: after, limit: Self.rows)
            sum += try ledger.prune(try jobs.filter { try !hasFiles($0) }.map(\.number), before: limit)
            guard let next else { break }
            after = next
            try rest(&portions)
        }
        return sum
    }

    private func hasFiles(_ job: JobRecord) throws -> Bool {
        try [job.path(.claimed), job.claim, job.folder.path].contains { try disk.status($0) != nil }
    }
}
