// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Logging

/// Decides what the end of a worker process means for its job: the worker's last event says it.
@DaemonActor final class WorkerEnds: TurnPart {
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let shares: ComputingShares
    private let publisher: ResultPublisher
    /// Called when a worker's place is free, so that the next job does not wait for the turn.
    var placeIsFree: @DaemonActor () -> Void = {}

    init(
        _ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs, _ shares: ComputingShares,
        _ publisher: ResultPublisher
    ) {
        (self.context, self.jobs, self.parked) = (context, jobs, parked)
        (self.shares, self.publisher) = (shares, publisher)
    }

    /// Publishes the result if the worker was ready; concludes any other end.
    func ended(_ number: Int, _ exit: ChildProcess.Exit) {
        guard let run = jobs.running.removeValue(forKey: number) else { return }
        let task = run.task == .inspecting ? "inspection" : "computation"
        context.logger.info("worker ended", metadata: ["job": "\(number)", "task": "\(task)", "how": "\(exit.words)"])
        shares.charge(run)
        let isWanted = run.request == nil && !context.isStopping
        if case .ready(let summary) = run.verdict, exit == .exited(0), isWanted {
            publisher.publish(number, summary)
        } else {
            jobs.ends[number] = (run, exit)
            conclude()
        }
        placeIsFree()
        context.announce()
        context.wake()
    }

    func tick(_ now: Moment) { conclude() }

    /// Records how workers ended. An end that cannot be recorded now, because the disk is full, is kept and tried again.
    private func conclude() {
        for (number, end) in jobs.ends {
            context.attempt("job \(number)") {
                let before = parked.reasons[number]
                if var job = try context.ledger.job(number) {
                    (job.workerPid, job.workerStart) = (nil, nil)
                    try conclude(job, end.run, end.exit)
                }
                if let job = try context.ledger.job(number) { parked.log(job, parkedBefore: before) }
                jobs.ends[number] = nil
            }
        }
    }

    private func conclude(_ job: JobRecord, _ run: RunningJob, _ exit: ChildProcess.Exit) throws {
        let life = context.life
        // The end is recorded already, but its input did not get its last name.
        if job.state.isFinal { return try life.leave(job) }
        switch run.request {
        case .cancel: return _ = try life.end(job, .cancelled)
        case .hold: return _ = try life.hold(job)
        case nil: break
        }
        if context.isStopping { return }
        if run.verdict?.isBad == true, try parked.isMissing(job) { return try parked.inputIsMissing(job) }
        if let failure = InspectionTime.overtime(job, run, exit) {
            return _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
        }
        switch run.verdict {
        case .inspected(let inspection) where exit == .exited(0): try accept(job, inspection)
        case .refused(let failure): _ = try life.end(job, .failed, reason: JobReason.refused, failure: failure)
        case .failed(let failure): _ = try life.end(job, .failed, reason: JobReason.error, failure: failure)
        case .waiting(let failure): try wait(job, failure, run)
        case nil where exit == .exited(75):
            // Somebody else's signal stopped it, which is no death.
            _ = try life.move(job, to: job.inspection == nil ? .inspecting : .queued, message: "the worker was stopped")
        default:
            _ = try life.workerDied(
                job, madeProgress: run.madeProgress, how: run.stalled.map(StallWatch.words) ?? exit.words,
                log: logTail(job))
        }
    }

    private func accept(_ job: JobRecord, _ inspection: Inspection) throws {
        parked.forget(job.number)
        do {
            _ = try context.life.accept(job, inspection)
        } catch let failure as Failure where failure.kind == .refused {
            _ = try context.life.end(job, .failed, reason: JobReason.refused, failure: failure)
        }
    }

    /// Parks the job. A bundle that changed is inspected again as soon as it is quiet, a truncated one when more has come.
    private func wait(_ job: JobRecord, _ failure: Failure, _ run: RunningJob) throws {
        let waiting = try parked.park(job, failure)
        guard failure.kind == .incomplete else { return }
        parked.waitForFiles(waiting, baseline: failure.code == "changed" ? nil : run.baseline)
    }

    /// Returns the last lines of the worker's log.
    private func logTail(_ job: JobRecord) -> String {
        let disk = context.life.disk
        let length = (try? disk.status(job.folder.log))??.bytes ?? 0
        let bytes = try? disk.read(job.folder.log, from: max(0, length - 2000), atMost: 2000)
        return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").suffix(5).joined(separator: "\n")
    }
}

extension WorkerEvent {
    /// True if the worker could not do its work.
    fileprivate var isBad: Bool {
        switch self {
        case .refused, .failed, .waiting: true
        default: false
        }
    }
}
