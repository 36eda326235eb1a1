// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// How a result reaches the outbox: the daemon publishes it, once no worker of the job is alive.
extension JobLife {
    /// Publishes the result in the job folder. If somebody has taken the reserved name by then, the next free name is
    /// used.
    ///
    /// Before the rename, the record states what is going to be published under which name. If it does and the folder
    /// `result` is gone, the result has been published, even if it was removed from the outbox since.
    ///
    /// - Parameter isOwners: whether the group may only read.
    /// - Throws: `Failure`, as `Publication.prepare`; or the disk's.
    public func publish(_ job: JobRecord, _ summary: ResultSummary, isOwners: Bool = false) throws -> JobRecord {
        let publication = Publication(folder: job.folder, outbox: job.outboxPath, disk: disk)
        var job = job
        job.summary = summary
        let modes = isOwners ? Publication.Modes.owners : .group
        job.manifestDigest = try publication.prepare(modes)
        (job.state, job.reason) = (.publishing, nil)
        while true {
            try records(of: job).write(job)
            do {
                try publication.rename(to: job.outboxName)
                break
            } catch let failure as Failure where failure.code == "exists" {
                job = try giveWay(job)
                // run.json was written again, with the new name, and needs its modes.
                job.manifestDigest = try publication.prepare(modes)
            }
        }
        return try published(job)
    }

    private func giveWay(_ job: JobRecord) throws -> JobRecord {
        var job = job
        let taken = job.outboxName
        job.outboxName = try freeName(job.name, in: job.outboxPath, besides: job.number)
        try RunReport.rename(job.outboxName, in: job.folder.result, on: disk)
        let text = "'\(taken)' stands in the outbox already: the result is published as '\(job.outboxName)'"
        if !job.warnings.contains(text) { job.warnings.append(text) }
        try store.save(job, JobEvent("warning", of: job, message: text))
        return job
    }

    /// The job as its record says it was published, even if the ledger does not know yet; nil if it was not published.
    public func publication(of job: JobRecord) throws -> JobRecord? {
        guard let record = try records(of: job).read(job.number), try isPublished(record) else { return nil }
        try disk.syncFolder(record.outboxPath)
        var job = job
        (job.outboxPath, job.outboxName, job.reason) = (record.outboxPath, record.outboxName, record.reason)
        (job.summary, job.manifestDigest) = (record.summary, record.manifestDigest)
        return job
    }

    private func isPublished(_ record: JobRecord) throws -> Bool {
        try record.state == .published || record.state == .publishing && disk.status(record.folder.result) == nil
    }

    /// Makes the job folder, and ensures that the record announces no publication before a worker may remove a result.
    ///
    /// No worker of the job may be alive.
    ///
    /// - Returns: false if the job has been published, so that nothing is to be computed.
    public func prepare(_ job: JobRecord) throws -> Bool {
        if try publication(of: job) != nil { return false }
        try makeFolder(of: job)
        // The record may still be final, if it could not be written when a person had the job retried.
        if let state = try records(of: job).read(job.number)?.state, state == .publishing || state.isFinal {
            try records(of: job).write(job)
        }
        return true
    }

    /// Makes the job folder, and the work folder if it is missing.
    public func makeFolder(of job: JobRecord) throws { try job.work.makeFolder(of: job, on: disk) }

    func published(_ job: JobRecord) throws -> JobRecord {
        var job = job
        // Warnings from the run are kept.
        let said = job.summary?.warnings ?? []
        job.warnings = said + job.warnings.filter { !said.contains($0) }
        return try end(job, .published, reason: job.reason)
    }
}
