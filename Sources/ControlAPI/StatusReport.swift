// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The answer to `GET /v1/status`.
public struct StatusReport: Codable, Sendable, Equatable {
    /// An inbox with its candidates.
    public struct Inbox: Codable, Sendable, Equatable {
        public var name: String
        public var path: String
        public var outbox: String
        /// The checkpoint for bundles that bring none; nil if none is configured.
        public var checkpoint: String?
        /// A job.toml for the keys that a bundle's own does not set; nil if none is configured.
        public var job: String?
        /// Directories that are watched in all inboxes together.
        public var watches: Int
        /// At most 100 of the inbox's candidates.
        public var pending: [PendingReport]
        /// The number of candidates beyond those in ``pending``; nil if there are none.
        public var morePending: Int?

        /// Memberwise initialiser.
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
    /// The configuration file; nil if there is none and the defaults apply.
    public var configuration: String?
    /// The state directory.
    public var state: String
    public var socket: String
    public var inboxes: [Inbox]
    /// The number of jobs, keyed by state.
    public var jobs: [String: Int]
    /// The number of computing threads, shared among the workers.
    public var threads: Int
    /// The maximum number of jobs that are computed at a time.
    public var maxRunningJobs: Int
    /// The newest event's number.
    public var lastEvent: Int
    public var lastScan: Date?
    public var nextScan: Date?
    /// How often the kernel lost watch events since the start.
    public var overflows: Int
    /// How often every inbox was read afresh since the start.
    public var rescans: Int
    /// Problems that need a person, each with its remedy.
    public var degraded: [String]
    /// Disk usage; nil before it was first measured.
    public var usage: UsageReport?
    /// The pause in force, during which no further job is begun; nil if the daemon is not paused.
    public var pause: PauseReport?
    /// Requests refused since the start, keyed by the error's code; nil from a daemon that does not count them.
    public var refusedRequests: [String: Int]?

    /// Memberwise initialiser.
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

/// A candidate, and why it is not claimed yet.
public struct PendingReport: Codable, Sendable, Equatable {
    public var name: String
    public var path: String
    /// `settling`, `waiting-for-checkpoint`, `waiting-for-dataset`, `unreadable`, `cannot-claim`, `ignored`.
    public var state: String
    /// A sentence for people.
    public var reason: String
    /// The command line that resolves it; nil if there is none.
    public var hint: String?
    public var nextLook: Date?

    /// Memberwise initialiser.
    public init(name: String, path: String, state: String, reason: String, hint: String? = nil, nextLook: Date? = nil) {
        self.name = name
        self.path = path
        self.state = state
        self.reason = reason
        self.hint = hint
        self.nextLook = nextLook
    }
}

/// The answer to `GET /v1/explain?path=…` or `?job=…`: why something is not running, what it waits for, and when it is
/// looked at next.
public struct Explanation: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    /// The subject of the question: the path, or the job's number and name.
    public var subject: String
    /// A job's state with its reason, or a candidate's state.
    public var state: String
    /// Sentences for people, the most important first.
    public var reasons: [String]
    /// What would resolve it; nil if there is nothing to do.
    public var hint: String?
    public var nextLook: Date?
    /// The job that the subject is or has become; nil for a candidate.
    public var job: JobReport?

    /// Memberwise initialiser.
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
