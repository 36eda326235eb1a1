// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Glibc
import JobRecords
import Jobs
import Ledger

/// Does what people ask of single jobs. The caller has checked that they may.
@DaemonActor package final class JobActions {
    /// The time from a worker's SIGTERM to its SIGKILL when its job is cancelled or held.
    private static let grace = Duration.milliseconds(1000)

    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let parked: ParkedJobs

    init(_ context: DaemonContext, _ jobs: JobsAtWork, _ parked: ParkedJobs) {
        (self.context, self.jobs, self.parked) = (context, jobs, parked)
    }

    package func cancel(_ number: Int) async throws {
        let job = try context.record(number)
        guard !job.state.isFinal else { throw Self.wrongState(job) }
        await awaitNoStep(of: number)
        if jobs.running[number] == nil {
            LeftoverWorker(job)?.end()
            try await job.folder.awaitUnlocked(on: context.life.disk)
            // A turn may have started a worker meanwhile.
            await awaitNoStep(of: number)
        }
        if jobs.running[number] == nil {
            try cancelWithoutWorker(number)
        } else {
            jobs.running[number]?.request = .cancel
            await endWorker(of: number)
        }
        parked.incomplete[number] = nil
        context.announce()
        context.wake()
        let after = try context.record(number)
        guard after.state == .cancelled else { throw Self.wrongState(after) }
    }

    /// Ends the job, unless an earlier daemon had renamed its result into the outbox: then it is published.
    private func cancelWithoutWorker(_ number: Int) throws {
        guard let job = try context.ledger.job(number), !job.state.isFinal, jobs.running[number] == nil else { return }
        if try context.life.publication(of: job) != nil {
            _ = try context.life.recover(job)
        } else {
            _ = try context.life.end(job, .cancelled)
        }
    }

    /// Begins a job anew that failed, was cancelled, or has another input by now.
    package func retry(_ number: Int) async throws {
        try await begin(renewing: number)
        defer {
            jobs.renewed.remove(number)
            context.wake()
        }
        do {
            // Not during a survey, which would give the input its old name back.
            try await context.claims.run { [life = context.life] in
                // The job may have been tried again meanwhile.
                guard let job = try life.store.job(number) else { throw DaemonContext.isGone(number) }
                guard job.canBeRetried else { throw Self.nothingToRetry(job) }
                _ = try life.retry(job)
            }
        } catch let failure as Failure where failure.kind == .refused {
            throw ErrorReport("not-found", failure.message, hint: failure.hint)
        }
        announce()
    }

    /// Keeps everything else off the job until it is renewed: the record of its old end, which may not be written yet, and
    /// the look at what it waits for.
    private func begin(renewing number: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while !jobs.isIdle(number), ContinuousClock.now < deadline {
            await context.changes.next(within: .milliseconds(500))
        }
        guard jobs.isIdle(number) else {
            throw ErrorReport(
                "wrong-state", "job \(number) is being seen to at this moment", hint: "try again in a few seconds")
        }
        jobs.renewed.insert(number)
    }

    /// Holds a job. If it runs, its worker ends and its finished chunks stay.
    package func hold(_ number: Int) async throws {
        await awaitNoStep(of: number)
        if jobs.running[number] != nil {
            if jobs.running[number]?.request == nil { jobs.running[number]?.request = .hold }
            await endWorker(of: number)
        }
        let job = try context.record(number)
        guard !job.state.isFinal else { throw Self.wrongState(job) }
        if job.state != .held, jobs.isIdle(number) { _ = try context.life.hold(job) }
        parked.incomplete[number] = nil
        parked.forget(number)
        announce()
    }

    package func release(_ number: Int) throws {
        let job = try context.record(number)
        guard job.state == .held else {
            throw ErrorReport("wrong-state", "job \(job.number) (\(job.name)) is not held, but \(job.state.rawValue)")
        }
        _ = try context.life.release(job)
        announce()
    }

    /// Puts a job before every other job of its owner that has not begun; if an administrator asks for another user's job,
    /// before everybody's.
    package func moveFirst(_ number: Int, by caller: Caller) throws {
        let job = try context.record(number)
        guard [.inspecting, .queued, .waiting, .held].contains(job.state) else { throw Self.wrongState(job) }
        if job.ownerUid != caller.uid, context.access.value.role(of: caller) == .administrator {
            let highest = try context.ledger.highestPrecedence(besides: number)
            if highest >= job.precedence { _ = try context.life.precede(job, highest.saturatingAdd(1)) }
        } else {
            let highest = try context.ledger.highestPriority(besides: number, of: job.ownerUid) ?? job.priority
            if highest >= job.priority { _ = try context.life.rank(job, highest.saturatingAdd(1)) }
        }
        announce()
    }

    /// Waits until no worker is being started for the job and its result is not being published.
    private func awaitNoStep(of number: Int) async {
        while jobs.starting[number] != nil || jobs.publishing.contains(number) {
            await context.changes.next(within: .seconds(1))
        }
    }

    /// Ends the job's worker. The end is recorded when this returns, unless the disk is full.
    private func endWorker(of number: Int) async {
        jobs.running[number]?.end()
        let deadline = ContinuousClock.now + Self.grace
        while jobs.running[number] != nil, ContinuousClock.now < deadline {
            await context.changes.next(within: deadline - .now)
        }
        jobs.running[number]?.worker.signal(SIGKILL)
        while jobs.running[number] != nil { await context.changes.next(within: .seconds(1)) }
    }

    private func announce() {
        context.announce()
        context.wake()
    }
}
