// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords
import Jobs
import Ledger

/// Starts a worker: walks through the bundle and makes the job's folder on another thread, then launches the process.
@DaemonActor final class WorkerStart {
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let events: WorkerEvents
    private let launcher: any WorkerLauncher
    /// Runs as many walks at once as there are workers to start.
    private let walking = BlockingQueue("walks", isSerial: false)

    init(
        _ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs, _ events: WorkerEvents,
        _ launcher: any WorkerLauncher
    ) {
        (self.context, self.jobs, self.parked) = (context, jobs, parked)
        (self.events, self.launcher) = (events, launcher)
    }

    func begin(_ job: JobRecord, _ task: RunningJob.Task) {
        jobs.starting[job.number] = task
        Task {
            let walk: Result<Walk, any Error>
            do {
                walk = .success(
                    try await walking.run { [life = context.life, roots = context.roots] in
                        if let absence = roots.absence(ofOutbox: job.outboxPath) { throw absence }
                        return try Self.walk(job, task, life)
                    })
            } catch {
                walk = .failure(error)
            }
            jobs.starting[job.number] = nil
            launch(job.number, task, walk)
            context.announce()
        }
    }

    /// What the walk has found.
    private enum Walk: Sendable {
        case ready(TreeSignature)
        case inputGone, published
        /// The job is to be computed, and its folder does not hold the plan that was accepted.
        case unplanned
    }

    nonisolated private static func walk(_ job: JobRecord, _ task: RunningJob.Task, _ life: JobLife) throws -> Walk {
        guard let input = try life.input(of: job) else {
            return try life.publication(of: job) == nil ? .inputGone : .published
        }
        let signature = try TreeSignature([job.path(.claimed)], in: input)
        guard try life.prepare(job) else { return .published }
        if task == .generating, try !job.folder.holdsPlan(of: job.inspection, on: life.disk) { return .unplanned }
        return .ready(signature)
    }

    private func launch(_ number: Int, _ task: RunningJob.Task, _ walk: Result<Walk, any Error>) {
        // The job may have been cancelled meanwhile.
        guard !context.isStopping, let job = try? context.ledger.job(number),
            job.state == (task == .inspecting ? .inspecting : .queued)
        else { return context.wake() }
        do {
            switch try walk.get() {
            case .ready(let baseline): return try launch(job, task, baseline)
            case .inputGone: try parked.inputIsMissing(job)
            case .published: _ = try context.life.recover(job)
            case .unplanned:
                _ = try context.life.move(
                    job, to: .inspecting, message: "its folder does not hold the plan that was accepted")
            }
        } catch {
            cannotStart(number, error)
        }
        context.wake()
    }

    private func launch(_ job: JobRecord, _ task: RunningJob.Task, _ baseline: TreeSignature) throws {
        LeftoverWorker(job)?.end()
        let configuration = context.configuration
        let limit =
            task == .inspecting ? InspectionTime.limit(configuration.inspectTimeout, bytes: baseline.bytes) : nil
        let worker = try launcher.launch(
            workerTask(job, task), input(job), memoryLimit: configuration.workerMemory, computingLimit: limit,
            log: job.folder.log)
        jobs.running[job.number] = RunningJob(
            task: task, worker: worker, baseline: baseline, owner: job.ownerUid, computingLimit: limit,
            resultBytes: job.inspection?.estimatedBytes ?? 0)
        events.follow(worker, of: job.number)
        try record(job, worker, task)
    }

    private func cannotStart(_ number: Int, _ error: any Error) {
        let failure = (error as? Failure) ?? Failure(.environment, code: "cannot-start", "\(error)")
        context.attempt("job \(number)") {
            // The job may be over by now.
            if jobs.running[number] == nil, let now = try context.ledger.job(number), !now.state.isFinal {
                try parked.park(now, failure)
            }
        }
    }

    private func record(_ job: JobRecord, _ worker: any Worker, _ task: RunningJob.Task) throws {
        var job = job
        (job.workerPid, job.workerStart) = (worker.identity.pid, worker.identity.startTime)
        job.started = .now
        if task == .generating {
            _ = try context.life.move(job, to: .running, isNews: !parked.isParked(job.number))
        } else {
            try context.ledger.save(job, nil)
        }
    }

    private func workerTask(_ job: JobRecord, _ task: RunningJob.Task) throws -> WorkerTask {
        guard task == .generating else { return .inspect(folder: job.folder.path) }
        var provenance = Provenance(job, owner: Account.name(of: job.ownerUid))
        if let tick = try context.ledger.tick(ofJob: job.number) {
            (provenance.schedule, provenance.tick) = (tick.schedule, tick.nominal)
            provenance.missedTicks = tick.missed
        }
        return .generate(
            folder: job.folder.path, name: job.outboxName, job: job.number,
            threads: context.configuration.threadsPerWorker,
            provenance: String(decoding: try JSONEncoder().encode(provenance), as: UTF8.self))
    }

    private func input(_ job: JobRecord) -> WorkerInput {
        let inbox = context.configuration.inboxes.first { $0.name == job.inbox }
        return WorkerInput(
            bundle: job.path(.claimed), identity: job.identity, checkpoint: inbox?.checkpoint, defaults: inbox?.job,
            outbox: job.outboxPath, arithmetic: job.inspection?.arithmetic)
    }
}
