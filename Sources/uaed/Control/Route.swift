import ControlAPI
import Failures
import NIOHTTP1

/// A verb of the API: `GET /v1/jobs/{job}`.
struct Route: Sendable {
    typealias Answer = @Sendable (Request, Daemon) async throws -> any Encodable & Sendable

    let method: HTTPMethod
    /// `{job}` matches any part.
    let pattern: [String]
    /// The parameters that it knows: another one is a slip of the pen.
    let query: [String]
    let need: Need
    let answer: Answer

    init(
        _ method: HTTPMethod, _ pattern: String, query: [String] = [], needs need: Need = .look,
        _ answer: @escaping Answer
    ) {
        self.method = method
        self.pattern = pattern.split(separator: "/").map(String.init)
        self.query = query
        self.need = need
        self.answer = answer
    }

    func matches(_ path: [String]) -> Bool {
        path.count == pattern.count && zip(path, pattern).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
    }

    /// RFC 9110, 9.3.2: HEAD is GET without the body.
    var methods: [String] { method == .GET ? ["GET", "HEAD"] : [method.rawValue] }

    func takes(_ method: HTTPMethod) -> Bool { methods.contains(method.rawValue) }

    /// - Throws: `bad-request` at a parameter that the route does not know.
    func check(_ query: [String: String]) throws(ErrorReport) {
        guard let unknown = query.keys.sorted().first(where: { !self.query.contains($0) }) else { return }
        let known = self.query.isEmpty ? "it takes none" : "it takes \(self.query.joined(separator: ", "))"
        let near = NearestWord.to(unknown, among: self.query).map { "did you mean '\($0)'?" }
        throw ErrorReport("bad-request", "there is no parameter '\(unknown)' here", hint: near ?? known)
    }
}
