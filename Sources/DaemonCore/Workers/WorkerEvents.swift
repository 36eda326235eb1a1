// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs
import Logging

/// Reads the workers' events, line by line, until the workers have ended.
@DaemonActor final class WorkerEvents {
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let ends: WorkerEnds

    init(_ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs, _ ends: WorkerEnds) {
        (self.context, self.jobs, self.parked, self.ends) = (context, jobs, parked, ends)
    }

    func follow(_ worker: any Worker, of number: Int) {
        Task {
            for await output in worker.output {
                switch output {
                case .line(let line): take(line, of: number)
                case .ended(let exit): ends.ended(number, exit)
                }
            }
        }
    }

    private func take(_ line: String, of number: Int) {
        guard var run = jobs.running[number] else { return }
        guard let event = WorkerEvent(line: line) else {
            return context.logger.warning("a worker said what is no event", metadata: ["job": "\(number)"])
        }
        context.attempt("job \(number)") { try take(event, &run, number) }
        jobs.running[number] = run
        context.announce()
    }

    private func take(_ event: WorkerEvent, _ run: inout RunningJob, _ number: Int) throws {
        switch event {
        case .started(let chunks, let finished, let samples):
            run.lastProgress = .now
            run.progress = Progress(chunks: chunks, finished: finished, samples: samples)
            try started(number, samples, chunks, finished)
        case .chunk(let index, let samples):
            run.madeProgress = true
            if parked.forget(number) { try record("state", number, "goes on") }
            run.lastProgress = .now
            run.progress?.chunkIsDurable(samples: samples)
            let total = run.progress.map { " of \($0.total)" } ?? ""
            try record("chunk", number, "chunk \(index): \(samples)\(total) samples")
        case .progress(let samples):
            if run.progress?.samplesAre(samples) == true { run.lastProgress = .now }
        case .warning(let text): try warn(number, text)
        case .chunkLost(let index):
            try warn(number, "chunk \(index) cannot be read any more and is computed again", kind: "chunk-lost")
        case .inspected, .refused, .waiting, .failed, .ready:
            run.verdict = event
            run.lastProgress = .now
        }
        if run.task == .generating, run.progress?.isComplete == true { try nowPublishing(number) }
    }

    private func started(_ number: Int, _ samples: Int, _ chunks: Int, _ finished: Int) throws {
        guard !parked.isParked(number) else { return }
        let before = finished == 0 ? "none" : "\(finished)"
        try record(
            "started", number, "\(counted(samples, "sample")) in \(counted(chunks, "chunk")), \(before) done before")
    }

    private func nowPublishing(_ number: Int) throws {
        guard let job = try context.ledger.job(number), job.state == .running else { return }
        _ = try context.life.move(job, to: .publishing)
    }

    private func record(_ kind: String, _ number: Int, _ message: String) throws {
        guard let job = try context.ledger.job(number) else { return }
        try context.ledger.append(JobEvent(kind, of: job, message: message))
    }

    private func warn(_ number: Int, _ text: String, kind: String = "warning") throws {
        guard var job = try context.ledger.job(number), !job.warnings.contains(text) else { return }
        job.warnings.append(text)
        try context.ledger.save(job, JobEvent(kind, of: job, message: text))
    }
}
