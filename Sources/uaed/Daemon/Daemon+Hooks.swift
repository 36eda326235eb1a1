import ControlAPI
import Failures
import Foundation
import Jobs

/// `on_done` and `on_failed`: one after the other, beside the turns, each end of a job at least once.
///
/// The ledger keeps the number of the newest event whose hooks have run. Killed while one runs, the daemon runs those of this
/// job again; what was told before is not told twice.
extension Daemon {
    /// Ends that are read at once.
    private static let mostEnds = 100

    func startHooks() {
        guard !isRunningHooks, !isStopping else { return }
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
            await runHooks(end.event)
            // Its hooks were ended by our own end: they run again.
            guard !isStopping else { break }
            hooksTold = end.sequence
            // With a full disk the next one that is told says it.
            attempt("hooks told") { try ledger.setHooksTold(end.sequence) }
        }
        isRunningHooks = false
        wake()
    }

    private func runHooks(_ end: JobEvent) async {
        let folder = HookFolder(path: configuration.hooks, disk: life.disk)
        var runs: [HookRun] = []
        attempt("hooks in \(folder.path)") {
            guard let job = try end.job.flatMap({ try ledger.job($0) }) else { return }
            let hooks = try folder.hooks(for: end.state == JobState.published.rawValue ? .done : .failed)
            if !hooks.isEmpty { try life.disk.makeFolders(job.folder.path) }
            runs = hooks.map { HookRun($0, job, end: end, limit: configuration.hookTimeout) }
        }
        for run in runs where !isStopping { await conclude(run, end) }
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
