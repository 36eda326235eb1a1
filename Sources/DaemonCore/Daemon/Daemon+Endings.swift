// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Foundation
import JobRecords
import Jobs
import Logging

extension Daemon {
    /// A worker process has ended: what it said last decides, and after `ready` it is published.
    func ended(_ number: Int, _ exit: ChildProcess.Exit) {
        guard let run = running.removeValue(forKey: number) else { return }
        let task = run.task == .inspecting ? "inspection" : "computation"
        logger.info("worker ended", metadata: ["job": "\(number)", "task": "\(task)", "how": "\(exit.words)"])
        charge(run)
        if case .ready(let summary) = run.verdict, exit == .exited(0), !run.isCancelled, !run.isHeld, !isStopping {
            publish(number, summary)
        } else {
            ends[number] = (run, exit)
            concludeEnds()
        }
        // Its place is free: the next one does not wait for the turn.
        startWorkers()
        announce()
        wake()
    }

    /// Writes down how workers ended. What cannot be written now, with a full disk, is kept and tried again.
    func concludeEnds() {
        for (number, end) in ends {
            attempt("job \(number)") {
                let before = parkedFor[number]
                if var job = try ledger.job(number) {
                    (job.workerPid, job.workerStart) = (nil, nil)
                    try conclude(job, end.run, end.exit)
                }
                if let job = try ledger.job(number) {
                    tell(job, parkedBefore: before)
                    if job.state.isFinal { parkedFor[number] = nil }
                }
                ends[number] = nil
            }
        }
    }

    /// What became of the job, for who reads the log; the same wait is told once.
    func tell(_ job: JobRecord, parkedBefore before: ParkedFor?) {
        var facts: Logger.Metadata = ["job": "\(job.number)", "name": "\(job.name)"]
        if let reason = job.reason { facts["reason"] = "\(reason)" }
        if let failure = job.failure, job.state != .published { facts["error"] = "\(failure)" }
        switch job.state {
        case .published:
            facts["path"] = "\(job.result)"
            logger.notice("published", metadata: facts)
        case .failed: logger.warning("failed", metadata: facts)
        case .cancelled: logger.notice("cancelled", metadata: facts)
        case .waiting where parkedFor[job.number] != before: logger.notice("waits", metadata: facts)
        default: break
        }
    }

    private func conclude(_ job: JobRecord, _ run: RunningJob, _ exit: ChildProcess.Exit) throws {
        // Recorded before, but its input has not got its last name yet.
        if job.state.isFinal { return try life.leave(job) }
        if run.isCancelled {
            _ = try life.end(job, .cancelled)
            return
        }
        if run.isHeld {
            _ = try life.hold(job)
            return
        }
        if isStopping { return }
        if run.verdict?.isBad == true, try isMissing(job) { return try inputIsMissing(job) }
        if let failure = overtime(job, run, exit) {
            _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
            return
        }
        switch run.verdict {
        case .inspected(let inspection) where exit == .exited(0):
            parkedFor[job.number] = nil
            do { _ = try life.accept(job, inspection) } catch let failure as Failure where failure.kind == .refused {
                _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
            }
        case .refused(let failure): _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
        case .failed(let failure): _ = try life.end(job, .failed, reason: JobReason.error, failure: failure)
        case .waiting(let failure):
            let parked = try park(job, failure)
            if failure.kind == .incomplete {
                // What has changed is looked at again as soon as it is quiet; what is cut off, when more has come.
                let baseline = failure.code == "changed" ? nil : run.baseline
                incomplete[job.number] = Self.incompleteWait(parked, baseline: baseline, configuration, clock)
            }
        case nil where exit == .exited(75):
            // Stopped by a signal of someone else's: no death.
            _ = try life.move(job, to: job.inspection == nil ? .inspecting : .queued, message: "the worker was stopped")
        default:
            _ = try life.workerDied(
                job, madeProgress: run.madeProgress, how: run.stalled.map(Self.stall) ?? exit.words, log: logTail(job))
        }
    }

    /// The last lines of the worker's log.
    private func logTail(_ job: JobRecord) -> String {
        let length = (try? life.disk.status(job.folder.log))??.bytes ?? 0
        let bytes = try? life.disk.read(job.folder.log, from: max(0, length - 2000), atMost: 2000)
        return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").suffix(5).joined(separator: "\n")
    }

    /// Ends every worker: their life lines are cut, and what does not go is killed. Nothing durable is lost.
    package func stop() async {
        isStopping = true
        manager.stopping()
        watcher?.stop()
        announce()
        for run in running.values { run.end() }
        hook?.signal(SIGTERM)
        let deadline = ContinuousClock.now + .milliseconds(3000)
        while !running.isEmpty || !publishing.isEmpty || isSurveying || isTellingStatus, ContinuousClock.now < deadline
        {
            await nextChange(within: deadline - .now)
        }
        for run in running.values { run.worker.signal(SIGKILL) }
        hook?.signal(SIGKILL)
    }
}

extension WorkerEvent {
    /// The worker could not do its work.
    fileprivate var isBad: Bool {
        switch self {
        case .refused, .failed, .waiting: true
        default: false
        }
    }
}

extension RunningJob {
    func end() {
        worker.cutLifeLine()
        worker.signal(SIGTERM)
    }
}

extension ChildProcess.Exit {
    var words: String {
        switch self {
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
        }
    }
}
