// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import JobRecords
import Ledger
import NIOHTTP1

/// An operation of the API, such as `GET /v1/jobs/{job}`.
struct Route: Sendable {
    typealias Answer = any Encodable & Sendable

    /// How a route answers, by the kind of record that its requests name. An answer receives the record that was
    /// resolved and permitted (``Daemon/answer(_:_:)``); it never receives the word in the path.
    enum Action: Sendable {
        case general(@Sendable (Query, Daemon) async throws -> Answer)
        /// The path has a `{job}`.
        case job(@DaemonActor @Sendable (Daemon, JobRecord, Query) async throws -> Answer)
        /// The query may have a `job=`.
        case jobIfAsked(@DaemonActor @Sendable (Daemon, JobRecord?, Query) async throws -> Answer)
        /// The path has a `{schedule}`.
        case schedule(@DaemonActor @Sendable (Daemon, ScheduleRecord, Query) async throws -> Answer)
    }

    let method: HTTPMethod
    /// The path's components; one in braces, such as `{job}`, matches any.
    let pattern: [String]
    /// The parameters that it takes; any other is refused as a typing error.
    let query: [String]
    let need: Need
    let action: Action

    init(_ method: HTTPMethod, _ pattern: String, query: [String] = [], needs need: Need = .look, _ action: Action) {
        self.method = method
        self.pattern = pattern.split(separator: "/").map(String.init)
        self.query = query
        self.need = need
        self.action = action
    }

    func matches(_ path: [String]) -> Bool {
        path.count == pattern.count && zip(path, pattern).allSatisfy { $0 == $1 || $1.hasPrefix("{") }
    }

    /// The methods that the route answers. HEAD is GET without the body (RFC 9110, 9.3.2).
    var methods: [String] { method == .GET ? ["GET", "HEAD"] : [method.rawValue] }

    func takes(_ method: HTTPMethod) -> Bool { methods.contains(method.rawValue) }

    /// The component of `path` in the place of the pattern's only braces; nil if it has none.
    func word(in path: [String]) -> String? {
        zip(path, pattern).first { $1.hasPrefix("{") }?.0
    }

    /// - Throws: `bad-request` for a parameter that the route does not take.
    func check(_ query: Query) throws(ErrorReport) {
        guard let unknown = query.values.keys.sorted().first(where: { !self.query.contains($0) }) else { return }
        let known = self.query.isEmpty ? "it takes none" : "it takes \(self.query.joined(separator: ", "))"
        let near = NearestWord.to(unknown, among: self.query).map { "did you mean '\($0)'?" }
        throw ErrorReport("bad-request", "there is no parameter '\(unknown)' here", hint: near ?? known)
    }
}
