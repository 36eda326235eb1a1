// SPDX-License-Identifier: Apache-2.0
import Foundation

/// `GET /v1/status`.
public struct StatusReport: Codable, Sendable, Equatable {
    public struct Inbox: Codable, Sendable, Equatable {
        public var name: String
        public var path: String
        public var outbox: String
        /// For bundles that bring no checkpoint; nil where none is configured.
        public var checkpoint: String?
        /// A job.toml for the keys that the bundle's own does not set; nil where none is configured.
        public var job: String?
        /// Directories that are watched, in all inboxes together.
        public var watches: Int
        /// What stands in the inbox and is not a job yet: at most a hundred entries of it.
        public var pending: [PendingReport]
        /// How many more there are; nil where none.
        public var morePending: Int?

        public init(
            name: String, path: String, outbox: String, checkpoint: String? = nil, job: String? = nil, watches: Int,
            pending: [PendingReport], morePending: Int? = nil
        ) {
            self.name = name
            self.path = path
            self.outbox = outbox
            self.checkpoint = checkpoint
            self.job = job
            self.watches = watches
            self.pending = pending
            self.morePending = morePending
        }
    }

    public var schema = ControlProtocol.schema
    public var version: String
    public var pid: Int
    public var started: Date
    /// The configuration file, or nil where the defaults serve.
    public var configuration: String?
    /// The state directory.
    public var state: String
    public var socket: String
    public var inboxes: [Inbox]
    /// Number of jobs by state.
    public var jobs: [String: Int]
    public var threads: Int
    public var maxRunningJobs: Int
    /// Number of the newest event.
    public var lastEvent: Int
    public var lastScan: Date?
    public var nextScan: Date?
    public var overflows: Int
    public var rescans: Int
    /// What a person should look at, each with what mends it.
    public var degraded: [String]
    /// Bytes on the disks; nil before they were first measured.
    public var usage: UsageReport?
    /// Nothing new is computed while it is there.
    public var pause: PauseReport?
    /// Requests that were refused since the start, by the error's code; nil from a daemon that does not count them.
    public var refusedRequests: [String: Int]?

    public init(
        version: String, pid: Int, started: Date, configuration: String?, state: String, socket: String,
        inboxes: [Inbox], jobs: [String: Int], threads: Int, maxRunningJobs: Int, lastEvent: Int, lastScan: Date?,
        nextScan: Date?, overflows: Int, rescans: Int, degraded: [String], usage: UsageReport? = nil,
        pause: PauseReport? = nil, refusedRequests: [String: Int]? = nil
    ) {
        self.version = version
        self.pid = pid
        self.started = started
        self.configuration = configuration
        self.state = state
        self.socket = socket
        self.inboxes = inboxes
        self.jobs = jobs
        self.threads = threads
        self.maxRunningJobs = maxRunningJobs
        self.lastEvent = lastEvent
        self.lastScan = lastScan
        self.nextScan = nextScan
        self.overflows = overflows
        self.rescans = rescans
        self.degraded = degraded
        self.usage = usage
        self.pause = pause
        self.refusedRequests = refusedRequests
    }
}

/// Something in an inbox that is not claimed yet, and why.
public struct PendingReport: Codable, Sendable, Equatable {
    public var name: String
    public var path: String
    /// `settling`, `waiting-for-checkpoint`, `unreadable`, `ignored`, …
    public var state: String
    /// A sentence for people.
    public var reason: String
    /// The line that mends it, where one can.
    public var hint: String?
    public var nextLook: Date?

    public init(name: String, path: String, state: String, reason: String, hint: String? = nil, nextLook: Date? = nil) {
        self.name = name
        self.path = path
        self.state = state
        self.reason = reason
        self.hint = hint
        self.nextLook = nextLook
    }
}

/// `GET /v1/explain?path=…` or `?job=…`: why is it not running, what does it wait for, when is it looked at next?
public struct Explanation: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    /// What was asked about: the path, or the job as number and name.
    public var subject: String
    /// A word: a job's state, a pending state, `unknown`.
    public var state: String
    /// Sentences for people, the most important first.
    public var reasons: [String]
    /// What would mend it.
    public var hint: String?
    public var nextLook: Date?
    /// The job that it is, or has become.
    public var job: JobReport?

    public init(
        subject: String, state: String, reasons: [String], hint: String? = nil, nextLook: Date? = nil,
        job: JobReport? = nil
    ) {
        self.subject = subject
        self.state = state
        self.reasons = reasons
        self.hint = hint
        self.nextLook = nextLook
        self.job = job
    }
}
