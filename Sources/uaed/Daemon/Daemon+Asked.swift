import ControlAPI
import Failures
import Foundation
import Jobs

/// What people ask of single jobs, besides cancelling.
extension Daemon {
    /// A failed or cancelled job begins anew.
    func retry(_ word: String) async throws -> JobReport {
        let job = try find(word)
        do {
            // Not beside a survey: it would give the input its old name back.
            try await surveying.run { [life] in
                // It may have been tried again meanwhile.
                guard let job = try life.store.job(job.number), job.state == .failed || job.state == .cancelled else {
                    throw Self.nothingToRetry(job)
                }
                _ = try life.retry(job)
            }
        } catch let failure as Failure where failure.kind == .refused {
            throw ErrorReport("not-found", failure.message, hint: failure.hint)
        }
        return try told(job.number)
    }

    private static func nothingToRetry(_ job: JobRecord) -> ErrorReport {
        ErrorReport(
            "wrong-state",
            "job \(job.number) (\(job.name)) neither failed nor was cancelled: it is \(job.state.rawValue)",
            hint: job.state == .published ? "force = true in job.toml has the same computed anew" : nil)
    }

    /// Also a running job: its worker ends, and the chunks that are finished stay.
    func hold(_ word: String) async throws -> JobReport {
        let job = try find(word)
        while starting[job.number] != nil { await nextChange(within: .seconds(1)) }
        if running[job.number] != nil {
            running[job.number]?.isHeld = true
            await endWorker(of: job.number)
        }
        guard let now = try ledger.job(job.number), !now.state.isFinal else { throw Self.wrongState(try find(word)) }
        if now.state != .held, isIdle(now.number) { _ = try life.hold(now) }
        incomplete[job.number] = nil
        parkedFor[job.number] = nil
        return try told(job.number)
    }

    func release(_ word: String) throws -> JobReport {
        let job = try find(word)
        guard job.state == .held else {
            throw ErrorReport("wrong-state", "job \(job.number) (\(job.name)) is not held, but \(job.state.rawValue)")
        }
        _ = try life.release(job)
        return try told(job.number)
    }

    /// Before every other job of its owner that has not begun; where an administrator asks for another's job, before
    /// everybody's.
    func moveFirst(_ word: String, by caller: Caller) throws -> JobReport {
        let job = try find(word)
        guard [.inspecting, .queued, .waiting, .held].contains(job.state) else { throw Self.wrongState(job) }
        if job.ownerUid != caller.uid, access.value.role(of: caller) == .administrator {
            let highest = try ledger.highestPrecedence(besides: job.number)
            if highest >= job.precedence { _ = try life.precede(job, highest.saturatingAdd(1)) }
        } else {
            let highest = try ledger.highestPriority(besides: job.number, of: job.ownerUid) ?? job.priority
            if highest >= job.priority { _ = try life.rank(job, highest.saturatingAdd(1)) }
        }
        return try told(job.number)
    }

    /// The job as it is now; everyone hears of the change.
    private func told(_ number: Int) throws -> JobReport {
        announce()
        wake()
        return report(try find(String(number)))
    }
}
