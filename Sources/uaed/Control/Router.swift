import ControlAPI
import Failures
import Foundation
import Logging
import NIOHTTP1

struct Request: Sendable {
    var method: HTTPMethod
    /// The path's parts, percent-decoded.
    var path: [String]
    var query: [String: String]
    var body: [UInt8]

    init(method: HTTPMethod, uri: String, body: [UInt8] = []) {
        self.method = method
        self.body = body
        let parts = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts[0].split(separator: "/").map(Self.decoded)
        let pairs = parts.dropFirst().first?.split(separator: "&") ?? []
        query = Dictionary(
            pairs.map { pair in
                let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (Self.decoded(halves[0]), halves.count > 1 ? Self.decoded(halves[1]) : "")
            }, uniquingKeysWith: { $1 })
    }

    private static func decoded(_ text: Substring) -> String { text.removingPercentEncoding ?? String(text) }

    /// A whole number of the query; nil where it is not there.
    func integer(_ key: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = query[key] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw ErrorReport(
                "bad-request", "\(key)=\(text) is not a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

struct Response: Sendable {
    var status: Int
    var body: [UInt8]

    init(_ report: ErrorReport) {
        self.init(status: report.status, report)
    }

    init(status: Int = 200, _ value: some Encodable) {
        self.status = status
        guard let data = try? ControlProtocol.encoder().encode(value) else {
            // A number that JSON cannot hold; nothing else of our types can fail.
            self.status = 500
            body = Array(#"{"error":{"code":"internal","message":"the answer is not JSON"}}"#.utf8) + [10]
            return
        }
        body = Array(data) + [UInt8(ascii: "\n")]
    }
}

/// A verb of the API: `GET /v1/jobs/{job}`.
struct Route: Sendable {
    typealias Answer = @Sendable (Request, Daemon) async throws -> any Encodable & Sendable

    var method: HTTPMethod
    /// `{job}` matches any part.
    var pattern: [String]
    var answer: Answer

    init(_ method: HTTPMethod, _ pattern: String, _ answer: @escaping Answer) {
        self.method = method
        self.pattern = pattern.split(separator: "/").map(String.init)
        self.answer = answer
    }

    func matches(_ path: [String]) -> Bool {
        path.count == pattern.count && zip(path, pattern).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
    }
}

/// From a request to the route that answers it; every error becomes `{"error": …}`.
struct Router: Sendable {
    static let routes = [
        versionRoute, statusRoute, jobsRoute, jobRoute, logRoute, cancelRoute, explainRoute, eventsRoute, rescanRoute,
        doctorRoute, cleanRoute, schedulesRoute, addScheduleRoute, scheduleRoute, nextTicksRoute, runNowRoute,
        pauseScheduleRoute, resumeScheduleRoute, removeScheduleRoute, retryRoute, holdRoute, releaseRoute, moveRoute,
        pauseRoute, resumeRoute,
    ]

    let daemon: Daemon
    let logger: Logger

    func answer(_ request: Request) async -> Response {
        do {
            return Response(try await route(request).answer(request, daemon))
        } catch let report as ErrorReport {
            return Response(report)
        } catch let failure as Failure {
            return Response(ErrorReport("internal", failure.message, hint: failure.hint))
        } catch {
            logger.error("request failed", metadata: ["path": "\(request.path)", "error": "\(error)"])
            return Response(ErrorReport("internal", "\(error)"))
        }
    }

    private func route(_ request: Request) throws(ErrorReport) -> Route {
        let path = Self.routes.filter { $0.matches(request.path) }
        if let route = path.first(where: { $0.method == request.method }) { return route }
        let name = "/" + request.path.joined(separator: "/")
        guard path.isEmpty else {
            let methods = path.map(\.method.rawValue).joined(separator: ", ")
            throw ErrorReport("method-not-allowed", "\(name) takes \(methods), not \(request.method.rawValue)")
        }
        throw ErrorReport("not-found", "there is no \(name)", hint: "this daemon answers /v1/…: GET /v1/version")
    }
}
