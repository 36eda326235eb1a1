// SPDX-License-Identifier: Apache-2.0
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Ledger
import Logging

/// The daemon: its parts, put together. Each part owns its state; the ``Dispatcher`` calls them in turns.
@DaemonActor package final class Daemon {
    package nonisolated let context: DaemonContext
    package nonisolated let pulse: Pulse
    package let jobs: JobActions
    package let reader: JobReader
    package let schedules: ScheduleEditor
    package let inboxes: InboxMonitor
    package let pause: PauseSwitch
    package let status: StatusReporter
    package let reloading: Reloading
    private let dispatcher: Dispatcher
    private let rescanTasks: RescanTasks
    /// Called between the check of a request's right and its execution, where a test acts as an adversary.
    package var permitted: (@DaemonActor @Sendable (Daemon) -> Void)?

    /// Locks the state directory, opens the ledger, tests inboxes and outboxes, and reconciles ledger and disk.
    ///
    /// - Throws: `Failure`, refused, with the line that mends it.
    package init(
        _ configuration: Configuration, launcher: any WorkerLauncher, logger: Logger, disk: any Disk = LocalDisk(),
        manager: ServiceManager = ServiceManager { _ in },
        readConfiguration: @escaping @Sendable () throws -> Configuration
    ) throws {
        let (started, clock) = (Date.now, SteadyClock())
        let opening = StateOpening(configuration: configuration, disk: disk)
        let lock = try opening.lock()
        let opened = try LedgerOpening(state: configuration.state, disk: disk).open()
        if let note = opened.movedAside { logger.error("\(note)") }
        let ledger = opened.ledger
        // Before the recovery, which ends jobs.
        let hooksRun = try ledger.hooksTold()
        let life = JobLife(store: ledger, disk: disk)
        let (instance, places) = try opening.places(ledger)
        let notes = try Self.recover(life, places, logger)

        context = DaemonContext(
            configuration, places, life: life, ledger: ledger, logger: logger, clock: clock, holding: (lock, instance))
        pause = try PauseSwitch(context)
        let workers = try WorkerParts(context, pause, launcher)
        jobs = workers.actions
        let watch = WatchLog(context)
        inboxes = InboxMonitor(context, watch, known: notes)
        let runner = ScheduleRunner(context, jobs)
        schedules = ScheduleEditor(context, runner)
        let snapshots = Snapshots(context: context, workers: workers, pause: pause)
        reader = JobReader(context, inboxes, snapshots)
        let usage = UsageMeter(context)
        status = StatusReporter(context, inboxes, pause, usage, started: started)
        reloading = Reloading(context, readConfiguration)
        pulse = Pulse(manager)
        let housekeeping = Housekeeping(context)
        let parts: [any TurnPart] = [
            housekeeping, workers.ends, pause, inboxes,
            RetryQueue(context, workers.jobs, workers.parked, watch), runner, workers.stalls, workers.pool,
            HookRunner(context, ranUpTo: hooksRun), StatusNotes(context, workers.jobs, snapshots), RefusalLog(context),
        ]
        dispatcher = Dispatcher(
            context, parts, workers.jobs, ServiceReporter(manager, pulse, context, workers.jobs, pause))
        rescanTasks = RescanTasks(
            LedgerKeeper(context: context), workers.shares, housekeeping, usage, MetricsFile(context, status))
        inboxes.surveyed = { [weak dispatcher] in dispatcher?.turn() }
        inboxes.rescanBegins = { [weak rescanTasks] in rescanTasks?.begin() }
    }

    /// Reconciles ledger and disk: what was under way when an earlier daemon ended is completed or undone.
    ///
    /// - Returns: what was found.
    private static func recover(_ life: JobLife, _ places: [InboxPlace], _ logger: Logger) throws -> [String] {
        for place in places {
            for note in try ScheduledBundle.discardAll(for: place, disk: life.disk) { logger.warning("\(note)") }
        }
        let notes = try life.recover(places)
        for note in notes { logger.notice("\(note)") }
        return notes
    }

    /// Watching begins before the first scan, so that no change is missed between them.
    package func start() async throws {
        try await inboxes.startWatching()
        dispatcher.turn()
    }

    /// Requests a turn.
    package nonisolated func wake() { context.wake() }

    /// Reads the configuration again.
    package func reload() { dispatcher.reload { reloading.reload() } }

    /// Ends every worker and everything else that runs. Nothing durable is lost.
    package func stop() async { await dispatcher.stop() }

    package nonisolated var isStopping: Bool { context.isStopping }
}
