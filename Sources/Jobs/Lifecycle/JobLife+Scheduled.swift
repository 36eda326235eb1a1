// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// Turns a tick's copy into a claim. As with every claim, its record comes first. The caller saves the job in the
/// ledger.
extension JobLife {
    /// Claims a complete copy.
    ///
    /// - Throws: `Failure`, environment `changes`, if something else is in the copy's place; or the disk's.
    public func claim(_ staged: ScheduledBundle.Staged, of bundle: ScheduledBundle) throws -> JobRecord {
        let number = try takeNumber(bundle.inbox)
        let job = try draft(
            number, bundle.name, bundle.inbox, staged.identity, owner: staged.owner, .scheduled)
        try records(of: bundle.inbox).write(job)
        do {
            try bundle.claim(staged, as: number)
        } catch let failure as Failure {
            // The rename may have succeeded nevertheless.
            if try Claiming(disk: disk, inbox: bundle.inbox.path).finish(job) { return job }
            try records(of: bundle.inbox).remove(number)
            throw failure
        }
        return job
    }

    /// Removes the note on the copy once the ledger has the job.
    public func forget(_ bundle: ScheduledBundle) throws {
        try ScheduleStaging(bundle.name, bundle.inbox, disk).forget()
    }
}
