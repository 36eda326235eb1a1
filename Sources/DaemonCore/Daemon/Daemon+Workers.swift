// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Durability
import Foundation
import JobRecords
import Jobs

extension Daemon {
    /// Starts what may start: inspections beside everything else, jobs in their order up to `max_running_jobs`.
    func startWorkers() {
        guard !isStopping else { return }
        attempt("starting workers") {
            for state in [JobState.running, .publishing] {
                // Its end could not be written down when it came.
                for job in try ledger.firstJobs(in: state, limit: Int.max) where isIdle(job.number) {
                    // One that cannot be looked at must not keep the others from starting.
                    attempt("job \(job.number)") { try goOn(with: job) }
                }
            }
            try fill(.inspecting, from: .inspecting, upTo: Configuration.inspections)
            if pause == nil { try fill(.generating, from: .queued, upTo: configuration.maxRunningJobs) }
        }
    }

    private func goOn(with job: JobRecord) throws {
        if try life.publication(of: job) == nil, try isMissing(job) {
            try inputIsMissing(job)
        } else if let note = try life.recover(job) {
            logger.notice("\(note)")
        }
    }

    private func fill(_ task: RunningJob.Task, from state: JobState, upTo places: Int) throws {
        guard count(task) < places else { return }
        for job in try nextJobs(task, from: state, places: places - count(task)) {
            if task == .generating, let shortage = try diskBudget.shortage(for: job) {
                try park(job, shortage)
                // The next in line needs less, perhaps.
                wake()
            } else {
                start(job, task)
            }
        }
    }

    private func count(_ task: RunningJob.Task) -> Int {
        running.values.count { $0.task == task } + starting.values.count { $0 == task }
    }

    /// Walks through the bundle and makes the job's folder beside the turns, then starts the worker.
    private func start(_ job: JobRecord, _ task: RunningJob.Task) {
        starting[job.number] = task
        Task {
            let walk: Result<Walk, any Error>
            do {
                walk = .success(
                    try await walking.run { [life, root = outboxRoots[job.outboxPath]] in
                        // The empty folder under a mount that is gone is no outbox.
                        if let absence = root?.absence(disk: life.disk) { throw absence }
                        return try Self.walk(job, life)
                    })
            } catch {
                walk = .failure(error)
            }
            starting[job.number] = nil
            launch(job.number, task, walk)
            announce()
        }
    }

    /// What is found before a worker starts.
    private enum Walk: Sendable {
        case ready(TreeSignature)
        case inputGone, published
    }

    private static func walk(_ job: JobRecord, _ life: JobLife) throws -> Walk {
        guard let input = try life.input(of: job) else {
            return try life.publication(of: job) == nil ? .inputGone : .published
        }
        let signature = try TreeSignature([job.path(.claimed)], in: input)
        return try life.prepare(job) ? .ready(signature) : .published
    }

    /// Its input is gone, or something is there that is not its owner's.
    func isMissing(_ job: JobRecord) throws -> Bool {
        do { return try life.input(of: job) == nil } catch let failure as Failure
            where failure.code == JobReason.inputChanged
        {
            return false
        }
    }

    private func launch(_ number: Int, _ task: RunningJob.Task, _ walk: Result<Walk, any Error>) {
        // It may have been cancelled meanwhile.
        guard !isStopping, let job = try? ledger.job(number),
            job.state == (task == .inspecting ? .inspecting : .queued)
        else { return wake() }
        do {
            let baseline: TreeSignature
            switch try walk.get() {
            case .ready(let signature): baseline = signature
            case .inputGone:
                try inputIsMissing(job)
                return wake()
            case .published:
                _ = try life.recover(job)
                return wake()
            }
            try endLeftover(job)
            let computingLimit =
                task == .inspecting
                ? InspectionTime.limit(configuration.inspectTimeout, bytes: baseline.bytes) : nil
            let worker = try launcher.launch(
                workerTask(job, task), input(job), memoryLimit: configuration.workerMemory,
                computingLimit: computingLimit, log: job.folder.log)
            running[job.number] = RunningJob(
                task: task, worker: worker, baseline: baseline, owner: job.ownerUid, computingLimit: computingLimit,
                resultBytes: job.inspection?.estimatedBytes ?? 0)
            follow(worker, job.number)
            try record(job, worker, task)
        } catch {
            let failure = (error as? Failure) ?? Failure(.environment, code: "cannot-start", "\(error)")
            attempt("job \(job.number)") {
                // It may be over by now.
                if running[job.number] == nil, let now = try ledger.job(job.number), !now.state.isFinal {
                    try park(now, failure)
                }
            }
            wake()
        }
    }

    private func record(_ job: JobRecord, _ worker: any Worker, _ task: RunningJob.Task) throws {
        var job = job
        (job.workerPid, job.workerStart) = (worker.identity.pid, worker.identity.startTime)
        job.started = .now
        if task == .generating {
            _ = try life.move(job, to: .running, isNews: parkedFor[job.number] == nil)
        } else {
            try ledger.save(job, nil)
        }
    }

    /// A worker of an earlier daemon has lost its life line and is on its way out; its lock keeps it apart, but a stopped
    /// process would keep the lock for ever.
    private func endLeftover(_ job: JobRecord) throws {
        guard let pid = job.workerPid, let start = job.workerStart else { return }
        let identity = ProcessIdentity(pid: pid, startTime: start)
        if identity.isAlive { kill(pid, SIGKILL) }
    }

    /// Ends a worker of an earlier daemon and waits, briefly, until it has let go of the job's folder.
    func awaitLeftover(_ job: JobRecord) async throws {
        try endLeftover(job)
        guard try life.disk.status(job.folder.path) != nil else { return }
        let deadline = ContinuousClock.now + .seconds(2)
        while try life.disk.lock(job.folder.lock) == nil, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func workerTask(_ job: JobRecord, _ task: RunningJob.Task) throws -> WorkerTask {
        guard task == .generating else { return .inspect }
        var provenance = Provenance(job, owner: Account.name(of: job.ownerUid))
        if let tick = try ledger.tick(ofJob: job.number) {
            (provenance.schedule, provenance.tick) = (tick.schedule, tick.nominal)
            provenance.missedTicks = tick.missed
        }
        return .generate(
            folder: job.folder.path, name: job.outboxName, job: job.number, threads: configuration.threadsPerWorker,
            provenance: String(decoding: try JSONEncoder().encode(provenance), as: UTF8.self),
            accepted: job.inspection?.identity)
    }

    private func input(_ job: JobRecord) -> WorkerInput {
        let inbox = configuration.inboxes.first { $0.name == job.inbox }
        return WorkerInput(
            bundle: job.path(.claimed), identity: job.identity, checkpoint: inbox?.checkpoint, defaults: inbox?.job,
            outbox: job.outboxPath, arithmetic: job.inspection?.arithmetic)
    }
}
