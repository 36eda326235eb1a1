// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords
import Jobs

/// A worker has ended and left a result in its job's folder: the daemon publishes it, beside its turns.
extension Daemon {
    func publish(_ number: Int, _ summary: ResultSummary) {
        publishing.insert(number)
        Task {
            let outcome: Result<Void, any Error>
            do {
                try await bring(number, summary)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            publishing.remove(number)
            attempt("job \(number)") { try conclude(number, outcome) }
            announce()
            wake()
        }
    }

    private func bring(_ number: Int, _ summary: ResultSummary) async throws {
        guard var job = try ledger.job(number) else { return }
        // The worker held what was claimed; who has taken it away meanwhile wants no result of it.
        if try isMissing(job) { return try inputIsMissing(job) }
        _ = try life.input(of: job)
        if job.state != .publishing { job = try life.move(job, to: .publishing, isNews: false) }
        (job.workerPid, job.workerStart) = (nil, nil)
        let isOwners = intakes.first { $0.inbox.path == job.inboxPath }?.inbox.keepsResults ?? false
        _ = try await publications.run { [life, job] in try life.publish(job, summary, isOwners: isOwners) }
    }

    /// Published, or what hindered it: the environment parks the job, which begins again with its chunks.
    private func conclude(_ number: Int, _ outcome: Result<Void, any Error>) throws {
        guard let job = try ledger.job(number) else { return }
        let before = parkedFor[number]
        if case .failure(let error) = outcome, !job.state.isFinal {
            guard !isStopping else { return }
            let failure = (error as? Failure) ?? Failure(.environment, code: "ledger", "\(error)")
            switch failure.kind {
            case .environment, .incomplete: try park(job, failure)
            case .fault, .refused: _ = try life.end(job, .failed, reason: JobReason.error, failure: failure)
            }
        }
        guard let job = try ledger.job(number) else { return }
        tell(job, parkedBefore: before)
        if job.state.isFinal { parkedFor[number] = nil }
    }
}
