// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Failures
import Foundation
import Jobs
import Ledger

/// A request names a job or a schedule once.
extension Daemon {
    /// Finds what the request names, asks whether its caller may, and begins the answer, all in one turn: no name changes
    /// hands in between. What an answer waits for, it goes on with the record's number.
    func answer(_ request: Request, _ route: Route) async throws -> Route.Answer {
        var change = AskedChange(request, route)
        do {
            switch route.action {
            case .general(let answer):
                try permit(request, route, change, owner: nil)
                return try await answer(request.query, self)
            case .job(let answer):
                let job = try find(job: route.word(in: request.path) ?? "")
                change?.isAbout(job: job.number)
                try permit(request, route, change, owner: job.ownerUid)
                return try await answer(self, job, request.query)
            case .jobIfAsked(let answer):
                let job = try request.query["job"].map(find(job:))
                if let job { change?.isAbout(job: job.number) }
                try permit(request, route, change, owner: job?.ownerUid)
                return try await answer(self, job, request.query.without("job"))
            case .schedule(let answer):
                let schedule = try find(schedule: route.word(in: request.path) ?? "")
                try permit(request, route, change, owner: schedule.ownerUid)
                return try await answer(self, schedule, request.query)
            }
        } catch {
            change?.wasRefused(error, logger, refusals)
            throw error
        }
    }

    /// A change is in the log before it is made.
    private func permit(_ request: Request, _ route: Route, _ change: AskedChange?, owner: UInt32?) throws {
        try access.value.check(route.need, request.caller, owner: owner)
        change?.begins(logger)
        permitted?(self)
    }

    /// A number, or a name: its newest job.
    private func find(job word: String) throws -> JobRecord {
        if let number = Int(word), let job = try ledger.job(number) { return job }
        if let job = try ledger.newestJob(named: word) { return job }
        throw ErrorReport("not-found", "there is no job '\(word)'", hint: "uaectl list")
    }

    private func find(schedule name: String) throws -> ScheduleRecord {
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
