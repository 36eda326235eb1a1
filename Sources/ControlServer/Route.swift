// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import DaemonCore
import JobRecords
import Jobs
import Ledger
import NIOHTTP1

/// A verb of the API: `GET /v1/jobs/{job}`.
struct Route: Sendable {
    typealias Answer = any Encodable & Sendable

    /// How it is answered, by what its requests name. A record begins its answer in the turn in which it was resolved and its
    /// caller allowed (``Daemon/answer(_:_:)``): there is no way from a word of the path to a job but that one.
    enum Action: Sendable {
        case general(@Sendable (Query, Daemon) async throws -> Answer)
        /// `{job}` in the path.
        case job(@Sendable (isolated Daemon, JobRecord, Query) async throws -> Answer)
        /// `job=` in the query, where it is there.
        case jobIfAsked(@Sendable (isolated Daemon, JobRecord?, Query) async throws -> Answer)
        /// `{schedule}` in the path.
        case schedule(@Sendable (isolated Daemon, ScheduleRecord, Query) async throws -> Answer)
    }

    let method: HTTPMethod
    /// `{job}` matches any part.
    let pattern: [String]
    /// The parameters that it knows: another one is a slip of the pen.
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

    /// RFC 9110, 9.3.2: HEAD is GET without the body.
    var methods: [String] { method == .GET ? ["GET", "HEAD"] : [method.rawValue] }

    func takes(_ method: HTTPMethod) -> Bool { methods.contains(method.rawValue) }

    /// The word that stands in the path for what the route is about: its only place in braces.
    func word(in path: [String]) -> String? {
        zip(path, pattern).first { $1.hasPrefix("{") }?.0
    }

    /// - Throws: `bad-request` at a parameter that the route does not know.
    func check(_ query: Query) throws(ErrorReport) {
        guard let unknown = query.values.keys.sorted().first(where: { !self.query.contains($0) }) else { return }
        let known = self.query.isEmpty ? "it takes none" : "it takes \(self.query.joined(separator: ", "))"
        let near = NearestWord.to(unknown, among: self.query).map { "did you mean '\($0)'?" }
        throw ErrorReport("bad-request", "there is no parameter '\(unknown)' here", hint: near ?? known)
    }
}
