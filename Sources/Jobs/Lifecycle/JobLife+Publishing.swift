// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import Foundation
import JobRecords

/// How a result reaches the outbox: by the daemon's hand, when no worker of the job lives any more.
extension JobLife {
    /// Publishes what lies in the job's folder. A reserved name that somebody has taken by then gives way to the next free one.
    ///
    /// The record says what is going to be published under which name before the rename: where it says so and the folder `result` is
    /// gone, it has been published, whatever became of it since.
    ///
    /// - Parameter isOwners: the group may only read.
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
                // Its run.json says another name.
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

    /// The job as it was published, where the ledger has not heard of that; nil where it was not.
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

    /// Makes the job's folder and has the record say nothing of a publication, before a worker may take a result away.
    ///
    /// No worker of the job may live.
    ///
    /// - Returns: false where the job has been published: nothing is to be computed.
    public func prepare(_ job: JobRecord) throws -> Bool {
        if try publication(of: job) != nil { return false }
        try makeFolder(of: job)
        // Nor of an end, where a person has had it tried again and the record could not be written then.
        if let state = try records(of: job).read(job.number)?.state, state == .publishing || state.isFinal {
            try records(of: job).write(job)
        }
        return true
    }

    public func makeFolder(of job: JobRecord) throws { try job.work.makeFolder(of: job, on: disk) }

    func published(_ job: JobRecord) throws -> JobRecord {
        var job = job
        // What was said while it ran stays.
        let said = job.summary?.warnings ?? []
        job.warnings = said + job.warnings.filter { !said.contains($0) }
        return try end(job, .published, reason: job.reason)
    }
}
