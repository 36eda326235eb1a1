// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation
import JobRecords
import Jobs

/// `on_done` and `on_failed`: one after the other, beside the turns, each end of a job at least once.
///
/// The ledger keeps the number of the newest event whose hooks have run. Killed while one runs, the daemon runs those of this
/// job again; what was told before is not told twice.
extension Daemon {
    /// Ends that are read at once.
    private static let mostEnds = 100

    func startHooks() {
        guard !isRunningHooks, !isStopping, hooksRetry.map({ $0 <= clock.now }) ?? true else { return }
        hooksRetry = nil
        attempt("hooks") {
            let newest = try ledger.lastEvent()
            guard newest > hooksTold else { return }
            let ends = try ledger.ends(after: hooksTold, limit: Self.mostEnds)
            guard !ends.isEmpty else { return hooksTold = newest }
            isRunningHooks = true
            Task { await runHooks(ends) }
        }
    }

    private func runHooks(_ ends: [NumberedEvent]) async {
        for end in ends where !isStopping {
            guard await runHooks(end.event) else {
                hooksRetry = clock.now + patience
                break
            }
            // Its hooks were ended by our own end: they run again.
            guard !isStopping else { break }
            hooksTold = end.sequence
            // With a full disk the next one that is told says it.
            attempt("hooks told") { try ledger.setHooksTold(end.sequence) }
        }
        isRunningHooks = false
        wake()
    }

    /// - Returns: false where the machine hindered it: a full disk, too many open files, a ledger that somebody keeps. It is
    ///   tried again; what else is wrong with this end keeps the others from nothing.
    private func runHooks(_ end: JobEvent) async -> Bool {
        let runs: [HookRun]
        do {
            runs = try hookRuns(end)
            note("running hooks", nil)
        } catch {
            note("running hooks", error)
            let failure = error as? Failure
            return failure.map { !["disk-full", "too-many-files"].contains($0.code) } ?? false
        }
        for run in runs where !isStopping { await conclude(run, end) }
        return true
    }

    private func hookRuns(_ end: JobEvent) throws -> [HookRun] {
        guard let job = try end.job.flatMap({ try ledger.job($0) }) else { return [] }
        let folder = HookFolder(path: configuration.hooks, disk: life.disk)
        let found = try folder.hooks(for: end.state == JobState.published.rawValue ? .done : .failed)
        // One that is not run keeps none of the others.
        note("hooks in \(folder.path)", found.refused.first)
        if let absence = outboxRoots[job.outboxPath]?.absence(disk: life.disk), !found.hooks.isEmpty { throw absence }
        if !found.hooks.isEmpty { try life.makeFolder(of: job) }
        return found.hooks.map { HookRun($0, job, end: end, limit: configuration.hookTimeout) }
    }

    /// What became of a hook is in the event log, and nothing else depends on it.
    private func conclude(_ run: HookRun, _ end: JobEvent) async {
        var words: String
        do {
            let child = try run.start()
            hook = child
            words = await run.end(of: child)
            hook = nil
        } catch {
            words = "\(run.hook): \((error as? Failure)?.description ?? "\(error)")"
        }
        if isStopping { return }
        attempt("hook events") {
            try ledger.append(JobEvent("hook", job: end.job, name: end.name, message: "hook \(words)"))
        }
        announce()
    }
}
