import ControlAPI
import Failures
import Foundation
import Logging
import NIOHTTP1

/// From a request to the route that answers it; every error becomes `{"error": …}`.
struct Router: Sendable {
    static let routes = [
        versionRoute, statusRoute, jobsRoute, jobRoute, logRoute, cancelRoute, explainRoute, eventsRoute, rescanRoute,
        doctorRoute, cleanRoute, schedulesRoute, addScheduleRoute, scheduleRoute, nextTicksRoute, runNowRoute,
        pauseScheduleRoute, resumeScheduleRoute, removeScheduleRoute, retryRoute, holdRoute, releaseRoute, moveRoute,
        pauseRoute, resumeRoute, configRoute, metricsRoute,
    ]

    let daemon: Daemon
    let logger: Logger

    func answer(_ request: Request) async -> Response {
        do {
            let route = try route(request)
            try route.check(request.query)
            let facts = try await permit(request, route)
            return Response(try await answer(request, route, facts))
        } catch let report as ErrorReport {
            return refusal(request, report)
        } catch let failure as Failure {
            return Response(ErrorReport("internal", failure.message, hint: failure.hint))
        } catch {
            logger.error("request failed", metadata: ["path": "\(request.path)", "error": "\(error)"])
            return Response(ErrorReport("internal", "\(error)"))
        }
    }

    /// A change that was asked for is in the log before it is made, and again where it is refused.
    private func answer(_ request: Request, _ route: Route, _ facts: Logger.Metadata?) async throws -> any Encodable
        & Sendable
    {
        do {
            return try await route.answer(request, daemon)
        } catch {
            if var facts {
                facts["error"] = "\((error as? ErrorReport)?.error.code ?? (error as? Failure)?.code ?? "\(error)")"
                logger.notice("refused: \(request.words)", metadata: facts)
            }
            throw error
        }
    }

    /// - Returns: what the log says of a change; nil where nothing is changed.
    private func permit(_ request: Request, _ route: Route) async throws -> Logger.Metadata? {
        try await daemon.access.value.check(route.need, request, daemon)
        guard route.need.isChange else { return nil }
        let caller = request.caller
        var facts: Logger.Metadata = [
            "uid": "\(caller.uid)", "pid": "\(caller.pid)", "verb": "\(route.pattern.last ?? "")",
        ]
        if route.pattern.contains("{job}") {
            facts["job"] = "\((try? await daemon.find(request.path[2]).number).map(String.init) ?? request.path[2])"
        }
        if route.pattern.contains("{schedule}") { facts["schedule"] = "\(request.path[2])" }
        logger.notice("\(request.words)", metadata: facts)
        return facts
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

    /// RFC 9110, 15.5.6: a 405 names what the path takes.
    private func refusal(_ request: Request, _ report: ErrorReport) -> Response {
        var response = Response(report)
        if report.status == 405 { response.headers.append(("allow", methods(request.path))) }
        return response
    }
}

extension Request {
    fileprivate var words: String { "\(method.rawValue) /\(path.joined(separator: "/"))" }
}
