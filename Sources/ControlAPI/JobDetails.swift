// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The owner of the bundle before the claim.
public struct OwnerReport: Codable, Sendable, Equatable {
    public var uid: Int
    /// The account's name, where it has one.
    public var user: String?

    public init(uid: Int, user: String?) {
        self.uid = uid
        self.user = user
    }
}

public struct TimesReport: Codable, Sendable, Equatable {
    public var claimed: Date
    public var queued: Date?
    /// The newest start of a worker.
    public var started: Date?
    public var finished: Date?
    /// When a waiting job is looked at again.
    public var nextLook: Date?

    public init(claimed: Date, queued: Date? = nil, started: Date? = nil, finished: Date? = nil, nextLook: Date? = nil)
    {
        self.claimed = claimed
        self.queued = queued
        self.started = started
        self.finished = finished
        self.nextLook = nextLook
    }
}

public struct PathsReport: Codable, Sendable, Equatable {
    /// The input where it is now: `inbox/NAME.job17.claimed`, `.done`, `.failed`, `.cancelled`.
    public var claim: String
    /// The published folder, or where it is going to be.
    public var result: String
    /// The worker's log, while the job folder exists.
    public var log: String
    /// `NAME.job17.failed.json` of a failed job.
    public var reason: String?

    public init(claim: String, result: String, log: String, reason: String? = nil) {
        self.claim = claim
        self.result = result
        self.log = log
        self.reason = reason
    }
}

/// `GET /v1/jobs/17`, `POST /v1/jobs/17/cancel`.
public struct JobAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var job: JobReport

    public init(_ job: JobReport) { self.job = job }
}

/// `GET /v1/jobs[?state=STATE][&limit=N][&before=NUMBER]`: newest first.
public struct JobsAnswer: Codable, Sendable, Equatable {
    /// Jobs in one answer; the last one's number as `before` asks for the next ones.
    public static let mostJobs = 1000

    public var schema = ControlProtocol.schema
    public var jobs: [JobReport]

    public init(_ jobs: [JobReport]) { self.jobs = jobs }
}

/// `GET /v1/jobs/17/log[?offset=]`: without an offset the last 64 KiB.
public struct LogAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var job: Int
    /// Byte positions in the log: `text` is `offset..<next`; ask for `offset=next` to follow it.
    public var offset: Int
    public var next: Int
    public var text: String
    /// True when the job is final and `next` is the log's end.
    public var complete: Bool

    public init(job: Int, offset: Int, next: Int, text: String, complete: Bool) {
        self.job = job
        self.offset = offset
        self.next = next
        self.text = text
        self.complete = complete
    }
}
