// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import Glibc
import JobRecords
import Jobs
import Ledger

/// Runs `on_done` and `on_failed`: one after the other, on another thread, for each end of a job at least once.
///
/// The ledger keeps the number of the newest event whose hooks have run. If the daemon is killed while one runs, it runs
/// the hooks of this job again, and of none before.
@DaemonActor final class HookRunner: TurnPart {
    /// The maximum number of ends that are read at once.
    private static let mostEnds = 100

    private let context: DaemonContext
    /// The event up to which hooks have run.
    private var ranUpTo: Int
    private var isRunning = false
    /// When hooks that the machine prevented are tried again, by the steady clock.
    private var retry: Date?
    /// The hook that runs.
    private var current: ChildProcess?

    /// - Parameter event: as the ledger had it before the recovery at the start, which ends jobs.
    init(_ context: DaemonContext, ranUpTo event: Int) { (self.context, ranUpTo) = (context, event) }

    func delay(after now: Moment) -> Double? { retry?.timeIntervalSince(now.steady) }
    func stop() { current?.signal(SIGTERM) }
    func kill() { current?.signal(SIGKILL) }

    func tick(_ now: Moment) {
        guard !isRunning, !context.isStopping, retry.map({ $0 <= context.clock.now }) ?? true else { return }
        retry = nil
        context.attempt("hooks") {
            let newest = try context.ledger.lastEvent()
            guard newest > ranUpTo else { return }
            let ends = try context.ledger.ends(after: ranUpTo, limit: Self.mostEnds)
            guard !ends.isEmpty else { return ranUpTo = newest }
            isRunning = true
            Task { await run(ends) }
        }
    }

    private func run(_ ends: [NumberedEvent]) async {
        for end in ends where !context.isStopping {
            guard await run(end.event) else {
                retry = context.clock.now + context.patience
                break
            }
            // If the daemon's own end cut its hooks short, they run again after the next start.
            guard !context.isStopping else { break }
            ranUpTo = end.sequence
            // If the disk is full, the record of the next end makes up for it.
            context.attempt("hooks told") { try context.ledger.setHooksTold(end.sequence) }
        }
        isRunning = false
        context.wake()
    }

    /// Runs the hooks of one end.
    ///
    /// - Returns: false if the machine prevented it (a full disk, too many open files, a ledger that somebody holds), so that it
    ///   is tried again. Whatever else is wrong with this end does not keep back the others.
    private func run(_ end: JobEvent) async -> Bool {
        let runs: [HookRun]
        do {
            runs = try hookRuns(end)
            context.record("running hooks", nil)
        } catch {
            context.record("running hooks", error)
            let failure = error as? Failure
            return failure.map { !["disk-full", "too-many-files"].contains($0.code) } ?? false
        }
        for run in runs where !context.isStopping { await conclude(run, end) }
        return true
    }

    private func hookRuns(_ end: JobEvent) throws -> [HookRun] {
        guard let job = try end.job.flatMap({ try context.ledger.job($0) }) else { return [] }
        let folder = HookFolder(path: context.configuration.hooks, disk: context.life.disk)
        let found = try folder.hooks(for: end.state == JobState.published.rawValue ? .done : .failed)
        // A hook that is refused does not keep back the others.
        context.record("hooks in \(folder.path)", found.refused.first)
        guard !found.hooks.isEmpty else { return [] }
        if let absence = context.roots.absence(ofOutbox: job.outboxPath) { throw absence }
        try context.life.makeFolder(of: job)
        return found.hooks.map { HookRun($0, job, end: end, limit: context.configuration.hookTimeout) }
    }

    /// Runs one hook. Its outcome goes to the event log, and nothing else depends on it.
    private func conclude(_ run: HookRun, _ end: JobEvent) async {
        var words: String
        do {
            let child = try run.start()
            current = child
            words = await run.end(of: child)
            current = nil
        } catch {
            words = "\(run.hook): \((error as? Failure)?.description ?? "\(error)")"
        }
        if context.isStopping { return }
        context.attempt("hook events") {
            try context.ledger.append(JobEvent("hook", job: end.job, name: end.name, message: "hook \(words)"))
        }
        context.announce()
    }
}
