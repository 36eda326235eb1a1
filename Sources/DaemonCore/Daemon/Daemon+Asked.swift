// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import Foundation
import JobRecords
import Jobs

/// What people ask of single jobs, besides cancelling.
extension Daemon {
    /// A job that failed, was cancelled, or has another input by now begins anew.
    package func retry(_ number: Int) async throws -> JobReport {
        try await begin(renewing: number)
        defer {
            renewed.remove(number)
            wake()
        }
        do {
            // Not beside a survey: it would give the input its old name back.
            try await surveying.run { [life] in
                // It may have been tried again meanwhile.
                guard let job = try life.store.job(number) else { throw Self.isGone(number) }
                guard job.canBeRetried else { throw Self.nothingToRetry(job) }
                _ = try life.retry(job)
            }
        } catch let failure as Failure where failure.kind == .refused {
            throw ErrorReport("not-found", failure.message, hint: failure.hint)
        }
        return try told(number)
    }

    /// Nothing else looks at the job until it is renewed: neither its old end, which may not be written down yet, nor a look at what
    /// it waits for.
    private func begin(renewing number: Int) async throws {
        let deadline = ContinuousClock.now + .seconds(5)
        while !isIdle(number), ContinuousClock.now < deadline { await nextChange(within: .milliseconds(500)) }
        guard isIdle(number) else {
            throw ErrorReport(
                "wrong-state", "job \(number) is being seen to at this moment", hint: "try again in a few seconds")
        }
        renewed.insert(number)
    }

    private static func nothingToRetry(_ job: JobRecord) -> ErrorReport {
        ErrorReport(
            "wrong-state",
            "job \(job.number) (\(job.name)) neither failed nor was cancelled, nor has its input changed: it is \(job.state.rawValue)",
            hint: job.state == .published ? "force = true in job.toml has the same computed anew" : nil)
    }

    /// Also a running job: its worker ends, and the chunks that are finished stay.
    package func hold(_ number: Int) async throws -> JobReport {
        while starting[number] != nil || publishing.contains(number) { await nextChange(within: .seconds(1)) }
        if running[number] != nil {
            running[number]?.isHeld = true
            await endWorker(of: number)
        }
        let job = try record(number)
        guard !job.state.isFinal else { throw Self.wrongState(job) }
        if job.state != .held, isIdle(number) { _ = try life.hold(job) }
        incomplete[number] = nil
        parkedFor[number] = nil
        return try told(number)
    }

    package func release(_ number: Int) throws -> JobReport {
        let job = try record(number)
        guard job.state == .held else {
            throw ErrorReport("wrong-state", "job \(job.number) (\(job.name)) is not held, but \(job.state.rawValue)")
        }
        _ = try life.release(job)
        return try told(number)
    }

    /// Before every other job of its owner that has not begun; where an administrator asks for another's job, before
    /// everybody's.
    package func moveFirst(_ number: Int, by caller: Caller) throws -> JobReport {
        let job = try record(number)
        guard [.inspecting, .queued, .waiting, .held].contains(job.state) else { throw Self.wrongState(job) }
        if job.ownerUid != caller.uid, access.value.role(of: caller) == .administrator {
            let highest = try ledger.highestPrecedence(besides: number)
            if highest >= job.precedence { _ = try life.precede(job, highest.saturatingAdd(1)) }
        } else {
            let highest = try ledger.highestPriority(besides: number, of: job.ownerUid) ?? job.priority
            if highest >= job.priority { _ = try life.rank(job, highest.saturatingAdd(1)) }
        }
        return try told(number)
    }

    /// The job as it is now; everyone hears of the change.
    private func told(_ number: Int) throws -> JobReport {
        announce()
        wake()
        return report(try record(number))
    }
}

extension JobRecord {
    /// Where it waits because its owner has put another folder in its input's place, trying it again takes that one.
    fileprivate var canBeRetried: Bool {
        state == .failed || state == .cancelled || state == .waiting && reason == JobReason.inputChanged
    }
}
