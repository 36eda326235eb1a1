// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials
import Jobs
import Logging

/// Deletes what is older than it is kept: inputs, job folders, and rows of the ledger. It does so on another thread, at rescans.
@DaemonActor final class Housekeeping: TurnPart {
    private let context: DaemonContext
    /// Decides whether an age by the wall clock can be believed.
    private var clockWatch = ClockWatch()
    private var isCleaning = false
    private var nextPruning = ContinuousClock.now

    init(_ context: DaemonContext) { self.context = context }

    func tick(_ now: Moment) { clockWatch.check() }

    /// Called with each rescan.
    func begin(_ now: Date) {
        beginCleaning(now)
        beginPruning(now)
    }

    /// An age at which something may be deleted at this moment; nil while the clock cannot be believed.
    private func permitted(_ age: Double?) -> Double? { age.flatMap { clockWatch.permits(age: $0) ? $0 : nil } }

    // MARK: keep_inputs, keep_jobs

    private func beginCleaning(_ now: Date) {
        let configuration = context.configuration
        let (inputs, jobs) = (permitted(configuration.keepInputs), permitted(configuration.keepJobs))
        guard !isCleaning, inputs != nil || jobs != nil else { return }
        isCleaning = true
        let retention = Retention(context)
        Task {
            cleaned(
                await Background.run {
                    retention.clean(
                        inputsBefore: inputs.map { now - $0 }, jobsBefore: jobs.map { now - $0 }, isDry: false)
                })
        }
    }

    private func cleaned(_ report: CleanReport) {
        isCleaning = false
        context.troubles.drop("keep ")
        for entry in report.failed {
            context.troubles.set(
                "keep \(entry.path)",
                "\(entry.path) (\(entry.bytes) bytes) is older than it is kept and cannot be deleted: \(entry.error ?? "")"
            )
        }
        for entry in report.removed {
            context.logger.info("removed", metadata: ["job": "\(entry.job)", "path": "\(entry.path)"])
        }
        if !report.removed.isEmpty { context.announce() }
    }

    // MARK: keep_history

    private func beginPruning(_ now: Date) {
        let history = context.configuration.keepHistory
        let (events, jobs) = (permitted(history.events), permitted(history.finished))
        guard ContinuousClock.now >= nextPruning, let age = events ?? jobs else { return }
        nextPruning = .now + .seconds(min(3600, age))
        let pruning = LedgerPruning(ledger: context.ledger, disk: context.life.disk) { [flag = context.stopFlag] in
            flag.isSet
        }
        Task {
            do {
                pruned(
                    try await Background.run(throwing: {
                        try pruning.prune(eventsBefore: events.map { now - $0 }, jobsBefore: jobs.map { now - $0 })
                    }))
                context.record("keep_history", nil)
            } catch {
                context.record("keep_history", error)
            }
        }
    }

    private func pruned(_ report: LedgerPruning.Report) {
        guard report != LedgerPruning.Report() else { return }
        context.logger.info(
            "old rows went",
            metadata: ["events": "\(report.events)", "jobs": "\(report.jobs)", "ticks": "\(report.ticks)"])
    }
}
