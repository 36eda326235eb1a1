// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import JobRecords
import Ledger

/// A name in a request is resolved once.
extension Daemon {
    /// Resolves the record that the request names, checks the caller's right to it, and begins the answer, without
    /// leaving the actor: in between, no name can pass to another record. After an answer has waited for something, it
    /// continues with the record's number.
    ///
    /// - Throws: `ErrorReport`: `not-found`, `not-permitted`, or the answer's own.
    func answer(_ request: Request, _ route: Route) async throws -> Route.Answer {
        var change = RequestedChange(request, route)
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
            change?.wasRefused(error, context.logger, context.refusals)
            throw error
        }
    }

    /// Finds a job by its number, or the newest job of a name.
    private func find(job word: String) throws -> JobRecord {
        if let number = Int(word), let job = try context.ledger.job(number) { return job }
        if let job = try context.ledger.newestJob(named: word) { return job }
        throw ErrorReport("not-found", "there is no job '\(word)'", hint: "uaectl list")
    }

    private func find(schedule name: String) throws -> ScheduleRecord {
        if let record = try context.ledger.schedule(name) { return record }
        throw ErrorReport("not-found", "there is no schedule '\(name)'", hint: "uaectl schedule list")
    }

    /// Checks the caller's right, and logs a change before it is made.
    private func permit(_ request: Request, _ route: Route, _ change: RequestedChange?, owner: UInt32?) throws {
        try context.access.value.check(route.need, request.caller, owner: owner)
        change?.begins(context.logger)
        permitted?(self)
    }
}
