// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import JobRecords
import Jobs
import Ledger

/// From a word of a request to the record that it means.
extension Daemon {
    /// A number, or a name: its newest job.
    package func find(job word: String) throws -> JobRecord {
        if let number = Int(word), let job = try ledger.job(number) { return job }
        if let job = try ledger.newestJob(named: word) { return job }
        throw ErrorReport("not-found", "there is no job '\(word)'", hint: "uaectl list")
    }

    package func find(schedule name: String) throws -> ScheduleRecord {
        if let record = try ledger.schedule(name) { return record }
        throw ErrorReport("not-found", "there is no schedule '\(name)'", hint: "uaectl schedule list")
    }

    /// The job that was resolved, as it is now.
    func record(_ number: Int) throws -> JobRecord {
        if let job = try ledger.job(number) { return job }
        throw Self.isGone(number)
    }

    static func isGone(_ number: Int) -> ErrorReport {
        ErrorReport("not-found", "there is no job \(number) any more", hint: "uaectl list")
    }

    /// The schedule that was resolved, as it is now. A schedule is its name, and may be removed and set anew by another
    /// person: that one is not what was asked for.
    func current(_ resolved: ScheduleRecord) throws -> ScheduleRecord {
        guard let record = try ledger.schedule(resolved.name), record.created == resolved.created,
            record.ownerUid == resolved.ownerUid
        else {
            throw ErrorReport(
                "wrong-state", "schedule '\(resolved.name)' was removed or set anew at this moment",
                hint: "uaectl schedule show \(resolved.name), then ask again")
        }
        return record
    }
}
