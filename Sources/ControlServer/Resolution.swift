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
            change?.wasRefused(error, logger, refusals)
            throw error
        }
    }

    /// Checks the caller's right, and logs a change before it is made.
    private func permit(_ request: Request, _ route: Route, _ change: RequestedChange?, owner: UInt32?) throws {
        try access.value.check(route.need, request.caller, owner: owner)
        change?.begins(logger)
        permitted?(self)
    }
}
