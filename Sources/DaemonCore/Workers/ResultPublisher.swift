// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs

/// Publishes what a worker left in its job's folder, on another thread and one result after the other, so that no two take
/// one name in the outbox.
@DaemonActor final class ResultPublisher {
    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let queue = BlockingQueue("publications", isSerial: true)

    init(_ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs) {
        (self.context, self.jobs, self.parked) = (context, jobs, parked)
    }

    func publish(_ number: Int, _ summary: ResultSummary) {
        jobs.publishing.insert(number)
        Task {
            let outcome: Result<Void, any Error>
            do {
                try await bring(number, summary)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            jobs.publishing.remove(number)
            context.attempt("job \(number)") { try conclude(number, outcome) }
            context.announce()
            context.wake()
        }
    }

    private func bring(_ number: Int, _ summary: ResultSummary) async throws {
        guard var job = try context.ledger.job(number) else { return }
        // The worker held the input. If somebody has removed it meanwhile, no result is wanted.
        if try parked.isMissing(job) { return try parked.inputIsMissing(job) }
        _ = try context.life.input(of: job)
        if job.state != .publishing { job = try context.life.move(job, to: .publishing, isNews: false) }
        (job.workerPid, job.workerStart) = (nil, nil)
        let isOwners = context.places.first { $0.path == job.inboxPath }?.keepsResults ?? false
        _ = try await queue.run { [life = context.life, job] in try life.publish(job, summary, isOwners: isOwners) }
    }

    /// Records the outcome. If the environment prevented the publication, the job is parked and begins again with its chunks.
    private func conclude(_ number: Int, _ outcome: Result<Void, any Error>) throws {
        guard let job = try context.ledger.job(number) else { return }
        let before = parked.reasons[number]
        if case .failure(let error) = outcome, !job.state.isFinal {
            guard !context.isStopping else { return }
            let failure = (error as? Failure) ?? Failure(.environment, code: "ledger", "\(error)")
            switch failure.kind {
            case .environment, .incomplete: try parked.park(job, failure)
            case .fault, .refused:
                _ = try context.life.end(job, .failed, reason: JobReason.error, failure: failure)
            }
        }
        if let job = try context.ledger.job(number) { parked.log(job, parkedBefore: before) }
    }
}
