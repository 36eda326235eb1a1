// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Glibc
import JobRecords
import Jobs
import Ledger
import Logging

/// Starts the workers that may start: inspections, and besides them jobs in their order, up to `max_running_jobs`.
@DaemonActor final class WorkerPool: TurnPart {
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let shares: ComputingShares
    private let pause: PauseSwitch
    private let start: WorkerStart

    init(
        _ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs, _ shares: ComputingShares,
        _ pause: PauseSwitch, _ start: WorkerStart
    ) {
        (self.context, self.jobs, self.parked) = (context, jobs, parked)
        (self.shares, self.pause, self.start) = (shares, pause, start)
    }

    func tick(_ now: Moment) { fill() }

    func fill() {
        guard !context.isStopping else { return }
        context.attempt("starting workers") {
            for state in [JobState.running, .publishing] {
                // Such a job has lost its worker: the worker's end could not be recorded.
                for job in try context.ledger.firstJobs(in: state, limit: Int.max) where jobs.isIdle(job.number) {
                    // If one fails, the others start all the same.
                    context.attempt("job \(job.number)") { try goOn(with: job) }
                }
            }
            try fill(.inspecting, from: .inspecting, upTo: Configuration.inspections)
            if pause.pause == nil { try fill(.generating, from: .queued, upTo: context.configuration.maxRunningJobs) }
        }
    }

    private func goOn(with job: JobRecord) throws {
        if try context.life.publication(of: job) == nil, try parked.isMissing(job) {
            try parked.inputIsMissing(job)
        } else if let note = try context.life.recover(job) {
            context.logger.notice("\(note)")
        }
    }

    private func fill(_ task: RunningJob.Task, from state: JobState, upTo places: Int) throws {
        let free = places - jobs.count(task)
        guard free > 0 else { return }
        for job in try shares.nextJobs(task, from: state, places: free) {
            if task == .generating, let shortage = try context.diskBudget.shortage(for: job) {
                try parked.park(job, shortage)
                // The next job in line may need less.
                context.wake()
            } else {
                start.begin(job, task)
            }
        }
    }

    /// Cuts the workers' life lines. Nothing durable is lost.
    func stop() { jobs.running.values.forEach { $0.end() } }

    var isBusy: Bool { !jobs.running.isEmpty || !jobs.publishing.isEmpty }

    func kill() { jobs.running.values.forEach { $0.worker.signal(SIGKILL) } }
}

extension DaemonContext {
    var diskBudget: DiskBudget {
        DiskBudget(disk: life.disk, state: configuration.state, reserve: configuration.diskReserve)
    }
}
