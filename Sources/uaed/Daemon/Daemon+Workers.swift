import ControlAPI
import Durability
import Failures
import Foundation
import Jobs

extension Daemon {
    /// Starts what may start: inspections beside everything else, jobs in their order up to `max_running_jobs`.
    func startWorkers() {
        guard !isStopping else { return }
        attempt("starting workers") {
            for state in [JobState.running, .publishing] {
                // Its end could not be written down when it came.
                for job in try ledger.firstJobs(in: state, limit: Int.max) where isIdle(job.number) {
                    if try life.disk.status(job.path(.claimed)) == nil, try life.publishedReport(job) == nil {
                        try inputIsMissing(job)
                    } else if let note = try life.recover(job) {
                        logger.notice("\(note)")
                    }
                }
            }
            try fill(.inspecting, from: .inspecting, upTo: Configuration.inspections)
            if pause == nil { try fill(.generating, from: .queued, upTo: configuration.maxRunningJobs) }
        }
    }

    private func fill(_ task: RunningJob.Task, from state: JobState, upTo places: Int) throws {
        guard count(task) < places else { return }
        // Those that are being seen to already may stand before the others.
        let enough = places + running.count + starting.count + ends.count
        for job in try ledger.firstJobs(in: state, limit: enough) where isIdle(job.number) && count(task) < places {
            if task == .generating, let shortage = try room.shortage(for: job) {
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
            let walk: Result<TreeSignature, any Error>
            do {
                walk = .success(
                    try await walking.run { [life, root = outboxRoots[job.outboxPath]] in
                        // The empty folder under a mount that is gone is no outbox.
                        if let absence = root?.absence(disk: life.disk) { throw absence }
                        return try Self.walk(job, life.disk)
                    })
            } catch {
                walk = .failure(error)
            }
            starting[job.number] = nil
            launch(job.number, task, walk)
            announce()
        }
    }

    private static func walk(_ job: JobRecord, _ disk: any Disk) throws -> TreeSignature {
        let signature = try TreeSignature([job.path(.claimed)], disk: disk)
        if try disk.status(job.path(.claimed)) != nil {
            try JobFolder.make(outbox: job.outboxPath, job: job.number, on: disk)
        }
        return signature
    }

    private func launch(_ number: Int, _ task: RunningJob.Task, _ walk: Result<TreeSignature, any Error>) {
        // It may have been cancelled meanwhile.
        guard !isStopping, let job = try? ledger.job(number),
            job.state == (task == .inspecting ? .inspecting : .queued)
        else { return wake() }
        do {
            guard try life.disk.status(job.path(.claimed)) != nil else {
                try inputIsMissing(job)
                return wake()
            }
            let baseline = try walk.get()
            try endLeftover(job)
            let worker = try launcher.launch(
                workerTask(job, task), input(job), memoryLimit: configuration.memoryLimit, log: job.folder.log)
            running[job.number] = RunningJob(task: task, worker: worker, baseline: baseline)
            follow(worker, job.number)
            try record(job, worker, task)
        } catch {
            let failure = (error as? Failure) ?? Failure(.environment, code: "cannot-start", "\(error)")
            attempt("job \(job.number)") {
                if running[job.number] == nil {
                    try park(job, failure)
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
            bundle: job.path(.claimed), checkpoint: inbox?.checkpoint, defaults: inbox?.job, outbox: job.outboxPath,
            arithmetic: job.inspection?.arithmetic)
    }
}
