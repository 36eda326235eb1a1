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
        pauseRoute, resumeRoute, configRoute, metricsRoute, ledgerCopyRoute,
    ]

    let daemon: Daemon
    let logger: Logger

    func answer(_ request: Request) async -> Response {
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

    /// A change is in the log before it is made, and where it is refused, with the reason.
    private func answer(_ request: Request, _ route: Route) async throws -> any Encodable & Sendable {
        let facts = await facts(request, route)
        do {
            try await daemon.access.value.check(route.need, request, daemon)
            if let facts { logger.notice("\(request.words)", metadata: facts) }
            return try await route.answer(request, daemon)
        } catch {
            if var facts {
                facts["error"] = "\((error as? ErrorReport)?.error.code ?? (error as? Failure)?.code ?? "\(error)")"
                logger.notice("refused: \(request.words)", metadata: facts)
            }
            throw error
        }
    }

    /// What the log says of a change; nil where nothing is changed.
    private func facts(_ request: Request, _ route: Route) async -> Logger.Metadata? {
        guard route.need.isChange else { return nil }
        var facts: Logger.Metadata = [
            "uid": "\(request.caller.uid)", "pid": "\(request.caller.pid)", "verb": "\(route.pattern.last ?? "")",
        ]
        if route.pattern.contains("{job}") {
            facts["job"] = "\((try? await daemon.find(request.path[2]).number).map(String.init) ?? request.path[2])"
        }
        if route.pattern.contains("{schedule}") { facts["schedule"] = "\(request.path[2])" }
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
