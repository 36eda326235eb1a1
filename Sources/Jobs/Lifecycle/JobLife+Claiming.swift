// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import JobRecords

/// How a job begins: first its record is written, then its input renamed, then the ledger updated.
extension JobLife {
    /// Claims a bundle, records the job, and reserves its name in the outbox.
    ///
    /// - Throws: `Failure`, environment `changes`, if the bundle was exchanged or taken away meanwhile; or the disk's.
    public func claim(_ candidate: Candidate, _ arrival: Arrival, in inbox: InboxPlace) throws -> JobRecord {
        let dataset = candidate.entries.first { LooseFile($0)?.isDataset == true } ?? candidate.entries.first ?? ""
        let owner = try disk.status(inbox.path + "/" + dataset)?.owner ?? 0
        let number = try takeNumber(inbox)
        let claiming = Claiming(disk: disk, inbox: inbox.path)
        guard let identity = try claiming.identity(of: candidate, as: number) else {
            throw Failure(.environment, code: "changes", "it was taken away while it was claimed", file: inbox.path)
        }
        // The job of a folder belongs to the folder's owner; loose files are gathered in a folder of uaed's, so the
        // dataset's owner counts.
        let job = try draft(
            number, candidate.name, inbox, identity, owner: candidate.form == .folder ? identity.owner : owner, arrival)
        do {
            try records(of: inbox).write(job)
            try claiming.claim(candidate, as: number, identity, owner: job.ownerUid)
        } catch let failure as Failure {
            try undo(job, failure)
        }
        return try begin(job)
    }

    /// A number that no job has, even if the ledger was lost: the work folder records it as well.
    public func takeNumber(_ inbox: InboxPlace) throws -> Int {
        let number = try store.takeNumber()
        try records(of: inbox).note(highest: number)
        return number
    }

    /// Gives back what was taken and removes the record, unless the claim turns out to be complete. If that fails too,
    /// the next start does it.
    private func undo(_ job: JobRecord, _ failure: Failure) throws {
        if try Claiming(disk: disk, inbox: job.inboxPath).finish(job) { return }
        try records(of: job).remove(job.number)
        throw failure
    }

    /// Saves the job in the ledger once its record is durable and its input has the name of a claim.
    func begin(_ job: JobRecord) throws -> JobRecord {
        let text = "\(job.name) is job \(job.number) (\(job.arrival.rawValue))"
        try store.save(job, JobEvent("claimed", of: job, message: text))
        return job
    }

    /// A job that is not recorded yet. Its name in the outbox is free, and not reserved before the job is saved.
    public func draft(
        _ number: Int, _ name: String, _ inbox: InboxPlace, _ identity: ObjectIdentity, owner: UInt32,
        _ arrival: Arrival
    ) throws -> JobRecord {
        JobRecord(
            number: number, name: name, inbox: inbox.name, inboxPath: inbox.path, outboxPath: inbox.outbox,
            outboxName: try freeName(name, in: inbox.outbox), workPath: inbox.work.path, identity: identity,
            ownerUid: owner, arrival: arrival, claimed: .now)
    }

    /// The first of NAME, NAME-2, NAME-3, … that is neither in the outbox nor reserved by another job.
    func freeName(_ name: String, in outbox: String, besides job: Int? = nil) throws -> String {
        var candidate = name
        var count = 1
        while try store.isReserved(candidate, in: outbox, besides: job) || disk.status(outbox + "/" + candidate) != nil
        {
            count += 1
            candidate = "\(name)-\(count)"
        }
        return candidate
    }

    func records(of inbox: InboxPlace) -> RecordFolder { RecordFolder(inbox.work, on: disk) }
    func records(of job: JobRecord) -> RecordFolder { RecordFolder(job.work, on: disk) }
}
