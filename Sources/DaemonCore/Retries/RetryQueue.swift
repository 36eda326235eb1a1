// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import JobRecords
import Jobs
import Ledger

/// Tries jobs again that wait for the environment or for the rest of their files.
@DaemonActor final class RetryQueue: TurnPart {
    /// The maximum number of parked jobs in one turn; if more are due, the next turn follows at once.
    private static let mostParked = 16

    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs
    private let watch: WatchLog
    /// The jobs whose claim is walked through just now.
    private var walked: Set<Int> = []

    init(_ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs, _ watch: WatchLog) {
        (self.context, self.jobs, self.parked, self.watch) = (context, jobs, parked, watch)
    }

    func tick(_ now: Moment) {
        tryParked(now.wall)
        checkIncomplete(now.steady)
    }

    /// Parked jobs are due by the wall clock, which is valid after a restart too.
    func delay(after now: Moment) -> Double? {
        let next = (try? context.ledger.parkedJobs(dueBy: .distantFuture, limit: 1)) ?? []
        let incomplete = parked.incomplete.filter { !walked.contains($0.key) }.values.map(\.nextLook)
        return [next.compactMap(\.nextLook).delay(after: now.wall), incomplete.delay(after: now.steady)]
            .compactMap(\.self).min()
    }

    private func tryParked(_ wall: Date) {
        context.attempt("waiting jobs") {
            let due = try context.ledger.parkedJobs(dueBy: wall, within: context.patience, limit: Self.mostParked)
            for job in due where jobs.isIdle(job.number) {
                // If one fails, the others do not wait for it.
                context.attempt("job \(job.number)") { try tryAgain(job) }
            }
        }
    }

    private func checkIncomplete(_ now: Date) {
        let touched = watch.takeTouchedClaims()
        for (number, wait) in parked.incomplete
        where (wait.nextLook <= now || touched.contains(number)) && jobs.isIdle(number)
            && walked.insert(number).inserted
        {
            Task { await check(number, now) }
        }
    }

    /// Puts the job back in line. If the disk was full, it must have some room first.
    private func tryAgain(_ job: JobRecord) throws {
        if job.reason == JobReason.inputChanged {
            do { _ = try context.life.input(of: job) } catch let failure as Failure {
                return _ = try parked.park(job, failure)
            }
        }
        if job.reason == JobReason.disk, let shortage = try context.diskBudget.shortage(forParked: job) {
            return _ = try parked.park(job, shortage)
        }
        let state = job.inspection == nil ? JobState.inspecting : .queued
        _ = try context.life.move(job, to: state, message: "tried again", isNews: !parked.isParked(job.number))
    }

    /// Walks through the job's claim on another thread, then decides.
    private func check(_ number: Int, _ now: Date) async {
        let walk: Result<TreeSignature?, any Error>
        do {
            let job = try context.ledger.job(number)
            let signature = try await context.claims.run { [life = context.life] in
                try job.flatMap { try life.walkIncomplete($0) }
            }
            walk = .success(signature)
        } catch {
            walk = .failure(error)
        }
        walked.remove(number)
        guard !context.isStopping, jobs.isIdle(number) else { return }
        context.attempt("job \(number)") {
            do { try decide(number, walk.get(), now) } catch let failure as Failure {
                // The job waits for something else now, like every job whose input cannot be read.
                guard let job = try context.ledger.job(number), job.state == .waiting else { throw failure }
                try parked.park(job, failure)
                parked.incomplete[number] = nil
            }
        }
        context.announce()
        context.wake()
    }

    private func decide(_ number: Int, _ signature: TreeSignature?, _ now: Date) throws {
        guard var wait = parked.incomplete[number], let job = try context.ledger.job(number), job.state == .waiting
        else { return parked.incomplete[number] = nil }
        guard let signature else {
            try parked.inputIsMissing(job)
            return parked.incomplete[number] = nil
        }
        // The job is forgotten once the ledger has the outcome; one that cannot be recorded is decided again.
        switch wait.look(signature, at: now) {
        case .wait: return parked.incomplete[number] = wait
        case .lookAgain:
            var job = job
            // More files have come, so the time begins anew. After a restart nobody knows whether any have.
            if wait.knowsBaseline { job.waitingSince = nil }
            _ = try context.life.move(
                job, to: .inspecting, message: "its files have changed and are quiet: looked at again")
        case .giveUp: try giveUp(job)
        }
        parked.incomplete[number] = nil
    }

    private func giveUp(_ job: JobRecord) throws {
        var failure =
            job.failure ?? Failure(.incomplete, code: "incomplete", "the bundle is incomplete", hint: "drop it again")
        failure.cause = "nothing came for \(Int(context.configuration.incompleteTimeout)) s (incomplete_timeout)"
        _ = try context.life.end(job, .failed, reason: JobReason.refused, failure: failure)
    }
}
