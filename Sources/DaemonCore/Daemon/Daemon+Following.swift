// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords
import Jobs

extension Daemon {
    /// Hears what a worker says, line by line, until it has ended.
    func follow(_ worker: any Worker, _ number: Int) {
        Task {
            for await output in worker.output {
                switch output {
                case .line(let line): took(line, of: number)
                case .ended(let exit): ended(number, exit)
                }
            }
        }
    }

    private func took(_ line: String, of number: Int) {
        guard var job = running[number] else { return }
        guard let event = WorkerEvent(line: line) else {
            return logger.warning("a worker said what is no event", metadata: ["job": "\(number)"])
        }
        attempt("job \(number)") { try take(event, &job, number) }
        running[number] = job
        announce()
    }

    private func take(_ event: WorkerEvent, _ running: inout RunningJob, _ number: Int) throws {
        switch event {
        case .started(let chunks, let finished, let samples):
            running.lastProgress = .now
            running.progress = Progress(chunks: chunks, finished: finished, samples: samples)
            guard parkedFor[number] == nil else { break }
            try note(
                "started", number,
                "\(counted(samples, "sample")) in \(counted(chunks, "chunk")), \(finished == 0 ? "none" : "\(finished)") done before"
            )
        case .chunk(let index, let samples):
            running.madeProgress = true
            if parkedFor.removeValue(forKey: number) != nil { try note("state", number, "goes on") }
            running.lastProgress = .now
            running.progress?.chunkIsDurable(samples: samples)
            let total = running.progress.map { " of \($0.total)" } ?? ""
            try note("chunk", number, "chunk \(index): \(samples)\(total) samples")
        case .progress(let samples):
            if running.progress?.samplesAre(samples) == true { running.lastProgress = .now }
        case .warning(let text): try warn(number, text)
        case .chunkLost(let index):
            try warn(number, "chunk \(index) cannot be read any more and is computed again", kind: "chunk-lost")
        case .inspected, .refused, .waiting, .failed, .ready:
            running.verdict = event
            running.lastProgress = .now
        }
        if running.task == .generating, running.progress?.isComplete == true, let job = try ledger.job(number),
            job.state == .running
        {
            _ = try life.move(job, to: .publishing)
        }
    }

    private func note(_ kind: String, _ number: Int, _ message: String) throws {
        guard let job = try ledger.job(number) else { return }
        try ledger.append(JobEvent(kind, of: job, message: message))
    }

    private func warn(_ number: Int, _ text: String, kind: String = "warning") throws {
        guard var job = try ledger.job(number), !job.warnings.contains(text) else { return }
        job.warnings.append(text)
        try ledger.save(job, JobEvent(kind, of: job, message: text))
    }
}
