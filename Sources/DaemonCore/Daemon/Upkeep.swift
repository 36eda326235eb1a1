// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import JobRecords
import Jobs
import Ledger

/// Prunes the ledger beside the daemon's turns: in portions, with pauses in which whoever waits for the ledger has it.
struct Upkeep: Sendable {
    private static let rows = 100
    private static let pages = 16
    /// Portions after which the log is put into the file: all at once at the end that would take long.
    private static let portionsInLog = 10
    /// Microseconds.
    private static let pause: UInt32 = 10_000

    let ledger: Ledger
    let disk: any Disk
    let isStopping: @Sendable () -> Bool

    /// What went.
    struct Report: Sendable, Equatable {
        var events = 0
        var jobs = 0
        var ticks = 0
    }

    /// - Parameters: rows from before these instants go; nil: none do.
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

    /// Between two portions.
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

    /// A job whose input or folder is there stays known: people name it by its number.
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

extension Daemon {
    /// Old rows go, seldom, and beside the turns.
    func startUpkeep(_ now: Date) {
        let history = configuration.keepHistory
        let (events, jobs) = (permitted(history.events), permitted(history.finished))
        guard ContinuousClock.now >= nextUpkeep, let age = events ?? jobs else { return }
        nextUpkeep = .now + .seconds(min(3600, age))
        let upkeep = Upkeep(ledger: ledger, disk: life.disk) { [ending] in ending.isSet }
        Task {
            do {
                let report = try await Background.run {
                    Result {
                        try upkeep.prune(eventsBefore: events.map { now - $0 }, jobsBefore: jobs.map { now - $0 })
                    }
                }.get()
                if report != Upkeep.Report() {
                    logger.info(
                        "old rows went",
                        metadata: [
                            "events": "\(report.events)", "jobs": "\(report.jobs)", "ticks": "\(report.ticks)",
                        ])
                }
                note("keep_history", nil)
            } catch {
                note("keep_history", error)
            }
        }
    }
}
