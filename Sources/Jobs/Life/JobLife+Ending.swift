import Durability
import Failures
import Foundation

/// How a job's life ends: its record, its input's last name, and what only an open job needs.
extension JobLife {
    /// Final: the record first, then the input's name; start-up catches up on the second.
    public func end(
        _ job: JobRecord, _ state: JobState, reason: String? = nil, failure: Failure? = nil, message: String? = nil
    ) throws -> JobRecord {
        var job = job
        job.state = state
        job.reason = reason
        job.failure = failure
        job.finished = .now
        job.nextLook = nil
        (job.workerPid, job.workerStart) = (nil, nil)
        try store.save(job, JobEvent("state", of: job, message: message ?? failure?.description))
        try leave(job)
        return job
    }

    /// What is left to do when the end is recorded.
    public func leave(_ job: JobRecord) throws {
        try nameInput(job)
        try clear(job)
    }

    /// The report of a job whose result reached the outbox; its name is made durable first.
    public func publishedReport(_ job: JobRecord) throws -> RunReport? {
        guard let report = try JobRun.published(job.folder, as: job.number, at: job.result, disk: disk) else {
            return nil
        }
        try disk.syncFolder(job.outboxPath)
        return report
    }

    public func published(_ job: JobRecord, _ summary: ResultSummary) throws -> JobRecord {
        var job = job
        job.summary = summary
        // What was said while it ran stays.
        job.warnings = summary.warnings + job.warnings.filter { !summary.warnings.contains($0) }
        return try end(job, .published)
    }

    /// Removes what only an open job needs. No worker of it may live.
    ///
    /// The report goes before the result: without a result it would say that the job has been published.
    func clear(_ job: JobRecord) throws {
        if job.state != .published { try job.folder.forgetReport(on: disk) }
        for path in [job.folder.chunks, job.folder.result] { try disk.removeTree(path) }
        if job.state != .published { try disk.removeTree(job.folder.plan) }
    }

    /// Gives the input the name that belongs to the job's end, with the reason beside a failed one.
    func nameInput(_ job: JobRecord) throws {
        guard let suffix = job.state.suffix else { return }
        if try disk.status(job.path(.claimed)) != nil { try tellReason(job) }
        try disk.removeNote(job.inboxPath + "/" + ClaimName(bundle: job.name, job: job.number, .status).name)
        try Claiming(disk: disk).finish(job.name, job: job.number, in: job.inboxPath, as: suffix)
    }

    /// Where a folder stands in the file's place there is no reason beside the input; `uaectl show` has it.
    private func tellReason(_ job: JobRecord) throws {
        guard job.state == .failed, let failure = job.failure, try isFree(job.reasonFile) else { return }
        try disk.writeDurably(FailedReason(job, failure).json(), to: job.reasonFile)
    }

    /// A file may be written there.
    func isFree(_ path: String) throws -> Bool { try disk.status(path)?.kind != .folder }
}
