// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// How a job ends: its record, its input's final name, and the removal of what only an open job needs.
extension JobLife {
    /// Ends a job: its record is written first, then the ledger, then the input's name. A start catches up on missing
    /// steps.
    ///
    /// - Parameter message: for the event log; nil uses the failure's description.
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
        // Before a publication's rename the record was written already.
        try records(of: job).write(job, isRepeated: state == .published && job.reason == nil)
        try store.save(job, JobEvent("state", of: job, message: message ?? failure?.description))
        try leave(job)
        return job
    }

    /// Does what remains once the end is recorded. If the input cannot get its final name, because something else is
    /// there or the disk is full, that blocks nothing: rescans try again.
    public func leave(_ job: JobRecord) throws {
        do { try nameInput(job) } catch is Failure {}
        try clear(job)
    }

    /// Removes what only an open job needs. No worker of the job may be alive, and its record must not be in the state
    /// `publishing`, in which a missing result counts as published.
    func clear(_ job: JobRecord) throws {
        for path in [job.folder.chunks, job.folder.result, job.folder.inputs] { try disk.removeTree(path) }
        if job.state != .published || job.reason == JobReason.duplicate { try disk.removeTree(job.folder.plan) }
    }

    /// Gives the input the name for the job's end, and a failed input its reason beside it. If something else is in the
    /// input's place, that keeps its name.
    ///
    /// Not synced: the ledger records how the job ended, and a start gives the name again.
    func nameInput(_ job: JobRecord) throws {
        guard let suffix = job.state.suffix else { return }
        let claim = job.path(.claimed)
        guard case .intact = try ClaimedInput(of: job, at: claim, on: disk) else {
            return try disk.removeNote(job.statusFile)
        }
        try tellReason(job)
        try disk.removeNote(job.statusFile)
        try disk.rename(claim, to: job.path(suffix))
    }

    /// Writes the reason of a failed job beside its input, unless a folder is in the file's place. `uaectl show` has
    /// the reason in any case.
    private func tellReason(_ job: JobRecord) throws {
        guard job.state == .failed, let failure = job.failure, try isFree(job.reasonFile) else { return }
        try disk.writeDurably(FailedReason(job, failure).json(), to: job.reasonFile)
    }

    /// Whether a file may be written there, that is, no folder is in the way.
    func isFree(_ path: String) throws -> Bool { try disk.status(path)?.kind != .folder }
}
