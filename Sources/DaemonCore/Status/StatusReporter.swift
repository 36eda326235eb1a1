// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import Glibc
import Jobs
import Ledger

/// Reports how the daemon as a whole is.
@DaemonActor package final class StatusReporter {
    /// The maximum number of entries that are listed for an inbox, so that the answer is small and quick whatever is dropped.
    private static let mostPending = 100

    private let context: DaemonContext
    private let inboxes: InboxMonitor
    private let pause: PauseSwitch
    private let usage: UsageMeter
    /// When the daemon began to start, before it reconciled ledger and disk.
    private let started: Date

    init(
        _ context: DaemonContext, _ inboxes: InboxMonitor, _ pause: PauseSwitch, _ usage: UsageMeter, started: Date
    ) {
        self.started = started
        (self.context, self.inboxes, self.pause, self.usage) = (context, inboxes, pause, usage)
    }

    package func report() throws -> StatusReport {
        let (configuration, clock) = (context.configuration, context.clock)
        let counts = try context.ledger.counts()
        return StatusReport(
            version: Release.version, pid: Int(getpid()), started: started, configuration: configuration.file,
            state: configuration.state, socket: configuration.socket, inboxes: inboxes.intakes.map(report),
            jobs: Dictionary(uniqueKeysWithValues: counts.map { ($0.key.rawValue, $0.value) }),
            threads: configuration.threads, maxRunningJobs: configuration.maxRunningJobs,
            lastEvent: try context.ledger.lastEvent(), lastScan: inboxes.lastScan.map(clock.shown),
            nextScan: inboxes.lastScan.map { clock.shown($0 + configuration.rescan) }, overflows: inboxes.overflows,
            rescans: inboxes.rescans, degraded: context.troubles.all, usage: usage.report,
            pause: pause.pause.map(PauseReport.init), refusedRequests: context.refusals.counts)
    }

    private func report(_ intake: Intake) -> StatusReport.Inbox {
        let listed = intake.pending.prefix(Self.mostPending)
        let more = intake.pending.count - listed.count
        let settings = context.configuration.inboxes.first { $0.name == intake.inbox.name }
        return StatusReport.Inbox(
            name: intake.inbox.name, path: intake.inbox.path, outbox: intake.inbox.outbox,
            checkpoint: settings?.checkpoint, job: settings?.job, watches: inboxes.watches,
            pending: listed.map { PendingReport($0, context.clock) }, morePending: more > 0 ? more : nil)
    }

    /// Sums up the ledger on another thread.
    package func metrics() async throws -> Metrics {
        let totals = try await Background.run(throwing: { [ledger = context.ledger] in try ledger.totals() })
        return Metrics(
            totals: totals, started: started, lastScan: inboxes.lastScan.map(context.clock.shown),
            overflows: inboxes.overflows, rescans: inboxes.rescans, watches: inboxes.watches,
            complaints: context.troubles.all.count, refusals: context.refusals.counts)
    }

    package var doctor: Doctor {
        Doctor(
            configuration: context.configuration, ledger: context.ledger, disk: context.life.disk,
            works: Set(context.places.map(\.work)).sorted { $0.path < $1.path }, watches: inboxes.watches,
            degraded: context.troubles.all)
    }
}
