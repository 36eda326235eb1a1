// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The owner of the bundle before the claim.
public struct OwnerReport: Codable, Sendable, Equatable {
    public var uid: Int
    /// The account's name; nil if it has none.
    public var user: String?

    /// Memberwise initialiser.
    public init(uid: Int, user: String?) {
        self.uid = uid
        self.user = user
    }
}

/// The moments of a job's life; those that have not come are nil.
public struct TimesReport: Codable, Sendable, Equatable {
    public var claimed: Date
    public var queued: Date?
    /// The latest start of a worker.
    public var started: Date?
    public var finished: Date?
    /// When a waiting job is tried again.
    public var nextLook: Date?

    /// Memberwise initialiser.
    public init(claimed: Date, queued: Date? = nil, started: Date? = nil, finished: Date? = nil, nextLook: Date? = nil)
    {
        self.claimed = claimed
        self.queued = queued
        self.started = started
        self.finished = finished
        self.nextLook = nextLook
    }
}

/// The paths of a job's files.
public struct PathsReport: Codable, Sendable, Equatable {
    /// The input under its present name: `inbox/NAME.job17.claimed`, `.done`, `.failed` or `.cancelled`.
    public var claim: String
    /// The published folder, or the path at which it will appear.
    public var result: String
    /// The worker's log, which exists as long as the job folder.
    public var log: String
    /// `NAME.job17.failed.json`; nil unless the job has failed.
    public var reason: String?

    /// Memberwise initialiser.
    public init(claim: String, result: String, log: String, reason: String? = nil) {
        self.claim = claim
        self.result = result
        self.log = log
        self.reason = reason
    }
}

/// The answer to `GET /v1/jobs/17` and to the verbs that change a job, such as `POST /v1/jobs/17/cancel`.
public struct JobAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var job: JobReport

    /// Wraps a report.
    public init(_ job: JobReport) { self.job = job }
}

/// The answer to `GET /v1/jobs[?state=STATE][&limit=N][&before=NUMBER]`: jobs, newest first.
public struct JobsAnswer: Codable, Sendable, Equatable {
    /// The maximum number of jobs in one answer. The last job's number as `before` fetches the next page.
    public static let mostJobs = 1000

    public var schema = ControlProtocol.schema
    public var jobs: [JobReport]

    /// Wraps reports.
    public init(_ jobs: [JobReport]) { self.jobs = jobs }
}

/// The answer to `GET /v1/jobs/17/log[?offset=]`: at most 64 KiB of the log, from the offset on or at its end.
public struct LogAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var job: Int
    /// Byte positions in the log: `text` is `offset..<next`. A request with `offset=next` continues it.
    public var offset: Int
    public var next: Int
    public var text: String
    /// True if the job is over and `next` is the end of the log.
    public var complete: Bool

    /// Memberwise initialiser.
    public init(job: Int, offset: Int, next: Int, text: String, complete: Bool) {
        self.job = job
        self.offset = offset
        self.next = next
        self.text = text
        self.complete = complete
    }
}
