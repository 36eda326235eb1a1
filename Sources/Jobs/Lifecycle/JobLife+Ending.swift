// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation
import JobRecords

/// How a job's life ends: its record, its input's last name, and what only an open job needs.
extension JobLife {
    /// Final: the record first, then the ledger, then the input's name; a start catches up on what is missing.
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
        // What is published is in the record since before the rename.
        try records(of: job).write(job, isRepeated: state == .published && job.reason == nil)
        try store.save(job, JobEvent("state", of: job, message: message ?? failure?.description))
        try leave(job)
        return job
    }

    /// What is left to do when the end is recorded. Where the input cannot get its last name, because somebody has put something else
    /// there, or the disk is full, that hinders nothing: rescans try it again.
    public func leave(_ job: JobRecord) throws {
        do { try nameInput(job) } catch is Failure {}
        try clear(job)
    }

    /// Removes what only an open job needs. No worker of it may live, and its record says nothing of a publication.
    func clear(_ job: JobRecord) throws {
        for path in [job.folder.chunks, job.folder.result] { try disk.removeTree(path) }
        if job.state != .published { try disk.removeTree(job.folder.plan) }
    }

    /// Gives the input the name that belongs to the job's end, with the reason beside a failed one. Something else that stands in
    /// its place keeps its name.
    ///
    /// Not synced: the ledger knows how the job ended, and a start gives the name again.
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

    /// Where a folder stands in the file's place there is no reason beside the input; `uaectl show` has it.
    private func tellReason(_ job: JobRecord) throws {
        guard job.state == .failed, let failure = job.failure, try isFree(job.reasonFile) else { return }
        try disk.writeDurably(FailedReason(job, failure).json(), to: job.reasonFile)
    }

    /// A file may be written there.
    func isFree(_ path: String) throws -> Bool { try disk.status(path)?.kind != .folder }
}
