// SPDX-License-Identifier: Apache-2.0
import Durability
import Base
import JobRecords

/// A tick's copy becomes a claim. Its record comes first, as with every claim; who calls this tells the ledger.
extension JobLife {
    public func claim(_ staged: ScheduledBundle.Staged, of bundle: ScheduledBundle) throws -> JobRecord {
        let number = try takeNumber(bundle.inbox)
        let job = try draft(
            number, bundle.name, bundle.inbox, staged.identity, owner: staged.owner, .scheduled)
        try records(of: bundle.inbox).write(job)
        do {
            try bundle.claim(staged, as: number)
        } catch let failure as Failure {
            // The rename may have been made.
            if try Claiming(disk: disk, inbox: bundle.inbox.path).finish(job) { return job }
            try records(of: bundle.inbox).remove(number)
            throw failure
        }
        return job
    }

    /// The ledger knows the job.
    public func forget(_ bundle: ScheduledBundle) throws {
        try ScheduleStaging(bundle.name, bundle.inbox, disk).forget()
    }
}
