// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// A client of the daemon's control socket.
///
/// Every call opens a connection of its own, so nothing has to be kept alive and a call after a restart of the daemon
/// simply works. Calls throw ``ErrorReport``, or `CancellationError` when their task is cancelled.
public struct Client: Sendable {
    /// The socket's path.
    public let socket: String
    /// Bytes of an answer's body that are read before the call fails with `answer-too-large`.
    public let maximumAnswer: Int
    /// Seconds that an answer may take, in addition to those for which the call asks the daemon to wait.
    public let timeout: Int

    /// Creates a client; it connects only when a call is made.
    public init(socket: String, maximumAnswer: Int = 16 * 1024 * 1024, timeout: Int = 30) {
        self.socket = socket
        self.maximumAnswer = maximumAnswer
        self.timeout = timeout
    }

    /// The daemon's version, protocol and capabilities.
    public func version() async throws -> VersionReport { try await call("/v1/version") }

    /// How the daemon and its inboxes stand.
    public func status() async throws -> StatusReport { try await call("/v1/status") }

    /// Jobs, newest first, fetched page by page.
    ///
    /// - Parameters:
    ///   - state: only jobs in this state; nil: in any.
    ///   - limit: the maximum number of jobs; nil: all.
    /// - Throws: `bad-request` for an unknown state.
    public func jobs(state: String? = nil, limit: Int? = nil) async throws -> [JobReport] {
        var jobs: [JobReport] = []
        while jobs.count < limit ?? .max {
            let size = min(JobsAnswer.mostJobs, (limit ?? .max) - jobs.count)
            let query = [
                "state": state, "limit": size == JobsAnswer.mostJobs ? nil : String(size),
                "before": jobs.last.map { String($0.number) },
            ]
            let page: JobsAnswer = try await call("/v1/jobs", query)
            jobs += page.jobs
            guard page.jobs.count == size else { break }
        }
        return jobs
    }

    /// A job as it is now.
    ///
    /// - Parameter job: a number, or a name, which means its newest job.
    /// - Throws: `not-found`.
    public func job(_ job: String) async throws -> JobReport {
        let answer: JobAnswer = try await call("/v1/jobs/\(job.percentEncoded)")
        return answer.job
    }

    /// At most 64 KiB of the log of a job's worker.
    ///
    /// - Parameter offset: the first byte; nil: the log's last 64 KiB.
    /// - Throws: `not-found`.
    public func log(_ job: String, offset: Int? = nil) async throws -> LogAnswer {
        try await call("/v1/jobs/\(job.percentEncoded)/log", ["offset": offset.map { String($0) }])
    }

    /// Stops a job; its input stays in the inbox.
    ///
    /// - Throws: `wrong-state` if the job is over; `not-found`.
    public func cancel(_ job: String) async throws -> JobReport {
        let answer: JobAnswer = try await call("/v1/jobs/\(job.percentEncoded)/cancel", method: .POST)
        return answer.job
    }

    /// Why the entry of an inbox or outbox in which `path` lies is not running.
    ///
    /// - Parameter path: absolute.
    /// - Throws: `not-found` if nothing is there, or if the path lies in no inbox and in no result.
    public func explain(path: String) async throws -> Explanation { try await call("/v1/explain", ["path": path]) }

    /// Why a job is not running.
    ///
    /// - Throws: `not-found`.
    public func explain(job: String) async throws -> Explanation { try await call("/v1/explain", ["job": job]) }

    /// Asks the daemon to scan every inbox now.
    public func rescan() async throws -> RescanAnswer { try await call("/v1/rescan", method: .POST) }

    /// Gives a folder that has a claim's name, but belongs to no job, a bundle's name again.
    ///
    /// - Parameter path: absolute, directly in an inbox.
    /// - Throws: `not-found` if there is no such folder; `not-permitted` if it is somebody else's; `wrong-state` if it
    ///   is a job's input.
    public func adopt(_ path: String) async throws -> AdoptAnswer {
        try await call("/v1/adopt", ["path": path], method: .POST)
    }

    /// Runs the daemon's checks of itself and its folders; waits up to 600 seconds.
    public func doctor() async throws -> DoctorReport { try await call("/v1/doctor", patience: 600) }

    /// A copy of the daemon's ledger, an SQLite database of at most ``largestCopy`` bytes.
    ///
    /// - Throws: `unreachable` if the number of bytes is not the one in the database's header; `not-permitted` unless
    ///   the caller is an administrator.
    public func ledgerCopy() async throws -> [UInt8] {
        let patient = Client(socket: socket, maximumAnswer: Self.largestCopy, timeout: timeout)
        let bytes = try await patient.answer("/v1/ledger-copy", [:], method: .POST, patience: 3600).body
        guard Self.databaseSize(bytes) == bytes.count else { throw ErrorReport.lost(socket) }
        return bytes
    }

    /// Bytes of the largest ledger that is copied: 1 GiB.
    public static let largestCopy = 1 << 30

    /// The size in bytes that the header of an SQLite database states (SQLite's file format, section 1.3); nil for
    /// anything else.
    private static func databaseSize(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 100, bytes.starts(with: Array("SQLite format 3\0".utf8)) else { return nil }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
        let page = number(16..<18)
        return (page == 1 ? 65536 : page) * number(28..<32)
    }

    /// Deletes the inputs and folders of jobs that ended more than `seconds` ago, never a result. If `isDry`, only
    /// lists them.
    ///
    /// - Throws: `not-permitted` unless the caller is an administrator.
    public func clean(olderThan seconds: Int, isDry: Bool) async throws -> CleanReport {
        try await call(
            "/v1/clean", ["older_than": String(seconds), "dry_run": isDry ? "1" : nil], method: .POST, patience: 3600)
    }

    /// The events after number `since`, oldest first.
    ///
    /// - Parameters:
    ///   - wait: seconds (at most 60) that the daemon waits for an event before it answers.
    ///   - job: only this job's events; nil: all.
    /// - Throws: `bad-request` for a longer wait; `not-found` if there is no such job.
    public func events(since: Int, wait: Int = 0, job: Int? = nil) async throws -> EventsAnswer {
        let query = ["since": String(since), "wait": String(wait), "job": job.map { String($0) }]
        return try await call("/v1/events", query, patience: timeout + wait)
    }

    /// Checks that a daemon of our protocol listens.
    ///
    /// - Throws: ``ConnectFailure``; `protocol-mismatch`; `not-permitted` if the daemon refuses this caller.
    func greet() async throws {
        let answer = try await exchange(.GET, "/v1/version", timeout: timeout)
        // A refusal in our own form comes from uaed: it runs, but not for this caller.
        if answer.status == 403, let report = decoded(ErrorReport.self, answer) { throw report }
        guard answer.status == 200, let report = decoded(VersionReport.self, answer) else {
            throw ErrorReport.mismatch(socket, "is not uaed: it answers GET /v1/version with status \(answer.status)")
        }
        let major = report.protocol.major
        guard major == ControlProtocol.major else {
            throw ErrorReport.mismatch(socket, "is uaed \(report.version), which speaks protocol \(major)")
        }
    }
}

extension Client {
    func call<Answer: Decodable>(
        _ path: String, _ query: [String: String?] = [:], method: HTTPMethod = .GET, patience: Int? = nil
    ) async throws -> Answer {
        let answer = try await answer(path, query, method: method, patience: patience)
        guard let value = decoded(Answer.self, answer) else {
            throw ErrorReport.mismatch(socket, "answers \(method.rawValue) \(path) in a form that uaectl does not know")
        }
        return value
    }

    private func answer(
        _ path: String, _ query: [String: String?], method: HTTPMethod, patience: Int?
    ) async throws -> ClientConnection.Answer {
        let answer: ClientConnection.Answer
        do {
            answer = try await exchange(method, path + Self.encoded(query), timeout: patience ?? timeout)
        } catch let failure as ConnectFailure {
            throw failure.report
        }
        guard (200..<300).contains(answer.status) else {
            throw decoded(ErrorReport.self, answer)
                ?? .mismatch(socket, "answers \(method.rawValue) \(path) with status \(answer.status) and no reason")
        }
        return answer
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ answer: ClientConnection.Answer) -> Value? {
        try? ControlProtocol.decoder().decode(type, from: Data(answer.body))
    }

    private func exchange(_ method: HTTPMethod, _ uri: String, timeout: Int) async throws -> ClientConnection.Answer {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: ClientConnection.Answer.self)
        let channel: any Channel
        do {
            channel = try await connect { bootstrap(loop, request(method, uri), timeout, answer) }
        } catch {
            answer.fail(error)
            throw ConnectFailure(socket, error)
        }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    /// Connects, and retries for 5 seconds while the daemon's queue of connections is full (connect(2): EAGAIN).
    private func connect(_ bootstrap: () -> ClientBootstrap) async throws -> any Channel {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                return try await bootstrap().connect(unixDomainSocketPath: socket).get()
            } catch let error as IOError where error.errnoCode == EAGAIN && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    private func bootstrap(
        _ loop: any EventLoop, _ request: HTTPRequestHead, _ timeout: Int,
        _ answer: EventLoopPromise<ClientConnection.Answer>
    ) -> ClientBootstrap {
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(5))
            .channelInitializer { [socket, maximumAnswer] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(
                        ClientConnection(
                            request, socket: socket, limit: maximumAnswer, timeout: timeout, answer: answer))
                }
            }
    }

    private func request(_ method: HTTPMethod, _ uri: String) -> HTTPRequestHead {
        var headers = HTTPHeaders([("host", "uaed"), ("accept", "application/json"), ("connection", "close")])
        if method != .GET { headers.add(name: "content-length", value: "0") }
        return HTTPRequestHead(version: .http1_1, method: method, uri: uri, headers: headers)
    }

    /// `?limit=10&state=running`: nil values are left out, and keys are in alphabetical order.
    static func encoded(_ query: [String: String?]) -> String {
        let pairs = query.compactMapValues(\.self).sorted { $0.key < $1.key }
            .map { "\($0.key)=\($0.value.percentEncoded)" }
        return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
    }
}
