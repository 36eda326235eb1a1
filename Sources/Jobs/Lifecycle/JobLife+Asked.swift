// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import Base
import Foundation
import JobRecords

/// What people ask of a job; no worker of it may live.
extension JobLife {
    /// Kept back until it is released. What is durable of it stays.
    public func hold(_ job: JobRecord) throws -> JobRecord {
        var job = job
        (job.workerPid, job.workerStart) = (nil, nil)
        return try move(job, to: .held)
    }

    /// Back in line.
    public func release(_ job: JobRecord) throws -> JobRecord {
        try move(job, to: job.inspection == nil ? .inspecting : .queued, message: "released")
    }

    /// Higher goes first; it stays so whatever an inspection says.
    public func rank(_ job: JobRecord, _ priority: Int) throws -> JobRecord {
        var job = job
        job.priority = priority
        try store.save(job, JobEvent("priority", of: job, message: "its priority is \(priority)"))
        return job
    }

    /// Before the jobs of everybody else too: the highest goes first.
    public func precede(_ job: JobRecord, _ precedence: Int) throws -> JobRecord {
        var job = job
        job.precedence = precedence
        try store.save(job, JobEvent("priority", of: job, message: "an administrator put it before all others"))
        return job
    }

    /// A failed or cancelled job from its beginning, under its own number: what finds its input by that goes on finding it. Or a job
    /// that waits because another folder has been put in its input's place: it takes that one.
    ///
    /// The input gets its name back first: killed before the ledger knows, a start names it after the old end again.
    ///
    /// - Throws: `Failure`, refused `input-gone`, where the input is not there any more.
    public func retry(_ job: JobRecord) throws -> JobRecord {
        var job = job
        job.identity = try restoreInput(job)
        // A failed input never stands without its reason: its name is durable before the reason goes.
        try disk.syncFolder(job.inboxPath)
        if try disk.status(job.reasonFile) != nil, try isFree(job.reasonFile) {
            try disk.removeFile(job.reasonFile)
            try disk.syncFolder(job.inboxPath)
        }
        let renewed = try move(renewed(job), to: .inspecting, message: "tried again because a person asks for it")
        try records(of: job).write(renewed)
        return renewed
    }

    /// - Returns: what it is; the person who has it tried again takes it as it is now, where it has the same owner.
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

    /// As after its claim.
    private func renewed(_ job: JobRecord) throws -> JobRecord {
        var job = job
        // What job.toml said; it may say something else now.
        if job.priority == job.inspection?.priority { job.priority = 0 }
        job.precedence = 0
        job.outboxName = try freeName(job.name, in: job.outboxPath)
        (job.inspection, job.summary, job.warnings, job.manifestDigest) = (nil, nil, [], nil)
        (job.queued, job.started, job.finished, job.waitingSince) = (nil, nil, nil, nil)
        (job.deathsWithoutProgress, job.chunksAtLastDeath) = (0, 0)
        return job
    }
}
