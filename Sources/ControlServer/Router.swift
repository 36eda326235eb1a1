// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import Logging
import NIOHTTP1

/// Finds the route for a request and has it answer; every error becomes `{"error": …}`.
package struct Router: Sendable {
    static let routes = [
        versionRoute, statusRoute, jobsRoute, jobRoute, logRoute, cancelRoute, explainRoute, eventsRoute, rescanRoute,
        adoptRoute,
        doctorRoute, cleanRoute, schedulesRoute, addScheduleRoute, scheduleRoute, nextTicksRoute, runNowRoute,
        pauseScheduleRoute, resumeScheduleRoute, removeScheduleRoute, retryRoute, holdRoute, releaseRoute, moveRoute,
        pauseRoute, resumeRoute, configRoute, metricsRoute, ledgerCopyRoute,
    ]

    let daemon: Daemon
    let logger: Logger

    /// Creates a router that answers for `daemon`.
    package init(daemon: Daemon, logger: Logger) { (self.daemon, self.logger) = (daemon, logger) }

    func answer(_ method: HTTPMethod, _ uri: String, _ headers: HTTPHeaders, _ caller: Caller) async -> Response {
        do {
            return await answer(try Request(method: method, uri: uri, headers: headers, caller: caller))
        } catch {
            return Response(error)
        }
    }

    private func answer(_ request: Request) async -> Response {
        do {
            let route = try route(request)
            try route.check(request.query)
            return Response(try await answer(request, route))
        } catch let report as ErrorReport {
            return refusal(request, report)
        } catch let failure as Failure {
            return Response(ErrorReport("internal", failure.message, hint: failure.hint))
        } catch {
            logger.error("request failed", metadata: ["path": "\(request.path)", "error": "\(error)"])
            return Response(ErrorReport("internal", "\(error)"))
        }
    }

    /// Runs a change in a task of its own, which is completed even if the client leaves.
    private func answer(_ request: Request, _ route: Route) async throws -> Route.Answer {
        guard route.need.isChange else { return try await look(request, route) }
        return try await Task { try await daemon.answer(request, route) }.value
    }

    /// Answers a read. If it names no record, it does not wait for the daemon's actor.
    private func look(_ request: Request, _ route: Route) async throws -> Route.Answer {
        guard case .general(let answer) = route.action else { return try await daemon.answer(request, route) }
        try daemon.context.access.value.check(route.need, request.caller, owner: nil)
        return try await answer(request.query, daemon)
    }

    private func route(_ request: Request) throws(ErrorReport) -> Route {
        let path = Self.routes.filter { $0.matches(request.path) }
        if let route = path.first(where: { $0.takes(request.method) }) { return route }
        let name = "/" + request.path.joined(separator: "/")
        guard path.isEmpty else {
            throw ErrorReport(
                "method-not-allowed", "\(name) takes \(methods(request.path)), not \(request.method.rawValue)")
        }
        throw ErrorReport("not-found", "there is no \(name)", hint: "this daemon answers /v1/…: GET /v1/version")
    }

    private func methods(_ path: [String]) -> String {
        Self.routes.filter { $0.matches(path) }.flatMap(\.methods).joined(separator: ", ")
    }

    /// Adds to a 405 the methods that the path takes (RFC 9110, 15.5.6).
    private func refusal(_ request: Request, _ report: ErrorReport) -> Response {
        var response = Response(report)
        if report.status == 405 { response.headers.append(("allow", methods(request.path))) }
        return response
    }
}
