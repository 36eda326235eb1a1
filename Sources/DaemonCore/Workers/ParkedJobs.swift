// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import JobRecords
import Jobs
import Logging

/// Knows what jobs wait for, and parks them.
@DaemonActor final class ParkedJobs {
    private let context: DaemonContext
    /// Why each job was last parked, until it makes progress; the same reason is announced once.
    private(set) var reasons: [Int: ParkedFor] = [:]
    /// The jobs that wait for the rest of their files.
    var incomplete: [Int: IncompleteWait] = [:]

    init(_ context: DaemonContext) throws {
        self.context = context
        for job in try context.ledger.jobs(in: .waiting, limit: Int.max) where job.reason == JobReason.incomplete {
            waitForFiles(job, baseline: nil)
        }
    }

    /// Parks the job. The event log says so once, however often the job is tried in vain.
    @discardableResult func park(_ job: JobRecord, _ failure: Failure) throws -> JobRecord {
        let reason = ParkedFor(code: failure.code, file: failure.file)
        let isNews = reasons[job.number] != reason
        let parked = try context.life.park(job, failure, nextLook: .now + context.patience, isNews: isNews)
        reasons[job.number] = reason
        return parked
    }

    func isParked(_ number: Int) -> Bool { reasons[number] != nil }

    /// - Returns: true if it was parked.
    @discardableResult func forget(_ number: Int) -> Bool { reasons.removeValue(forKey: number) != nil }

    /// Ends the job, because its claimed input is not there; parks it if the whole inbox is away.
    func inputIsMissing(_ job: JobRecord) throws {
        guard let absence = context.roots.absence(ofInbox: job.inboxPath) else { return _ = try context.life.lost(job) }
        try park(job, absence)
        // The next survey that succeeds revokes it.
        if context.roots.hasInbox(job.inboxPath) { context.record("inbox \(job.inbox)", absence) }
    }

    /// True if the input is gone, or something that is not its owner's is in its place.
    func isMissing(_ job: JobRecord) throws -> Bool {
        do { return try context.life.input(of: job) == nil } catch let failure as Failure
            where failure.code == JobReason.inputChanged
        {
            return false
        }
    }

    /// - Parameter baseline: the tree as the worker found it; nil if that is not known.
    func waitForFiles(_ job: JobRecord, baseline: TreeSignature?) {
        let (configuration, now) = (context.configuration, context.clock.now)
        let waited = max(0, job.waitingSince.map { Date.now.timeIntervalSince($0) } ?? 0)
        incomplete[job.number] = IncompleteWait(
            baseline: baseline, since: now - waited, settle: configuration.settle,
            timeout: configuration.incompleteTimeout, rescan: configuration.rescan, now: now)
    }

    /// Logs what became of the job; the same wait is logged once. Forgets a job that is over.
    func log(_ job: JobRecord, parkedBefore before: ParkedFor?) {
        var facts: Logger.Metadata = ["job": "\(job.number)", "name": "\(job.name)"]
        if let reason = job.reason { facts["reason"] = "\(reason)" }
        if let failure = job.failure, job.state != .published { facts["error"] = "\(failure)" }
        switch job.state {
        case .published:
            facts["path"] = "\(job.result)"
            context.logger.notice("published", metadata: facts)
        case .failed: context.logger.warning("failed", metadata: facts)
        case .cancelled: context.logger.notice("cancelled", metadata: facts)
        case .waiting where reasons[job.number] != before: context.logger.notice("waits", metadata: facts)
        default: break
        }
        if job.state.isFinal { reasons[job.number] = nil }
    }
}

/// Why a job is parked, without the numbers in the message.
struct ParkedFor: Equatable {
    var code: String
    var file: String?
}
