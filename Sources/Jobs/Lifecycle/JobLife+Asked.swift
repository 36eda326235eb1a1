// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import JobRecords

/// Changes to a job that people request. No worker of the job may be alive.
extension JobLife {
    /// Holds the job back until it is released. Its durable chunks stay.
    public func hold(_ job: JobRecord) throws -> JobRecord {
        var job = job
        (job.workerPid, job.workerStart) = (nil, nil)
        return try move(job, to: .held)
    }

    /// Puts a held job back in line.
    public func release(_ job: JobRecord) throws -> JobRecord {
        try move(job, to: job.inspection == nil ? .inspecting : .queued, message: "released")
    }

    /// Sets the priority among its owner's jobs: higher goes first. No later inspection changes it.
    public func rank(_ job: JobRecord, _ priority: Int) throws -> JobRecord {
        var job = job
        job.priority = priority
        try store.save(job, JobEvent("priority", of: job, message: "its priority is \(priority)"))
        return job
    }

    /// Puts the job before everybody's jobs as well: the highest precedence goes first.
    public func precede(_ job: JobRecord, _ precedence: Int) throws -> JobRecord {
        var job = job
        job.precedence = precedence
        try store.save(job, JobEvent("priority", of: job, message: "an administrator put it before all others"))
        return job
    }

    /// Starts a failed or cancelled job from its beginning, under its own number, so that references to its input by
    /// number stay valid. A job that waits because another folder is in its input's place takes that folder.
    ///
    /// The input gets its claim's name back first. If the daemon is killed before the ledger records the change, the
    /// next start gives the input the name of the old end again.
    ///
    /// - Throws: `Failure`, refused `input-gone`, if the input does not exist any more.
    public func retry(_ job: JobRecord) throws -> JobRecord {
        var job = job
        job.identity = try restoreInput(job)
        // A failed input is never without its reason: the claim's name is durable before the reason is removed.
        try disk.syncFolder(job.inboxPath)
        if try disk.status(job.reasonFile) != nil, try isFree(job.reasonFile) {
            try disk.removeFile(job.reasonFile)
            try disk.syncFolder(job.inboxPath)
        }
        let renewed = try move(renewed(job), to: .inspecting, message: "tried again because a person asks for it")
        try records(of: job).write(renewed)
        return renewed
    }

    /// Gives the input its claim's name.
    ///
    /// - Returns: the input's identity. A retry accepts the input as it is now, if it has the same owner.
    private func restoreInput(_ job: JobRecord) throws -> ObjectIdentity {
        for path in [job.path(.claimed), job.claim] {
            let found: ObjectIdentity
            switch try ClaimedInput(of: job, at: path, on: disk) {
            case .intact(let held): found = held.identity
            case .changed(let identity): found = identity
            case .gone: continue
            }
            if path != job.path(.claimed) { try disk.rename(path, to: job.path(.claimed)) }
            return found
        }
        throw Failure.refused(
            "input-gone", "its input is not there any more: \(job.claim)", hint: "drop the bundle again",
            file: job.claim)
    }

    /// The job as it was after its claim.
    private func renewed(_ job: JobRecord) throws -> JobRecord {
        var job = job
        // This priority came from job.toml, which may be different now.
        if job.priority == job.inspection?.priority { job.priority = 0 }
        job.precedence = 0
        job.outboxName = try freeName(job.name, in: job.outboxPath)
        (job.inspection, job.summary, job.warnings, job.manifestDigest) = (nil, nil, [], nil)
        (job.queued, job.started, job.finished, job.waitingSince) = (nil, nil, nil, nil)
        (job.deathsWithoutProgress, job.chunksAtLastDeath) = (0, 0)
        return job
    }
}
