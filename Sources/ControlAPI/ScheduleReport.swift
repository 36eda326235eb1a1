// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A schedule: what it augments, when, and its latest ticks.
public struct ScheduleReport: Codable, Sendable, Equatable {
    public var name: String
    /// Five fields or a nickname, as entered.
    public var cron: String
    /// The time zone's IANA name.
    public var timeZone: String
    /// The job whose input is augmented again; nil if ``source`` is set.
    public var job: Int?
    /// The folder that is copied at each tick; nil if ``job`` is set.
    public var source: String?
    /// The inbox's name.
    public var inbox: String
    /// What becomes of ticks that passed while the daemon was off: `skip`, `once`, `all:N`.
    public var missed: String
    /// What a tick does while the previous tick's job is open: `skip`, `queue`, `replace`.
    public var overlap: String
    /// Seconds by which each run follows its nominal time; chosen once, within ``jitter``.
    public var delay: Int
    /// The upper bound of ``delay``, in seconds.
    public var jitter: Int
    /// True if each tick has a seed of its own; false if the input's seed holds.
    public var freshSeed: Bool
    public var paused: Bool
    public var created: Date
    /// The next nominal time; nil if the schedule is paused or never due again.
    public var next: Date?
    /// The latest ticks, newest first.
    public var ticks: [TickReport]

    /// Memberwise initialiser.
    public init(
        name: String, cron: String, timeZone: String, job: Int?, source: String?, inbox: String, missed: String,
        overlap: String, delay: Int, jitter: Int, freshSeed: Bool, paused: Bool, created: Date, next: Date?,
        ticks: [TickReport]
    ) {
        self.name = name
        self.cron = cron
        self.timeZone = timeZone
        self.job = job
        self.source = source
        self.inbox = inbox
        self.missed = missed
        self.overlap = overlap
        self.delay = delay
        self.jitter = jitter
        self.freshSeed = freshSeed
        self.paused = paused
        self.created = created
        self.next = next
        self.ticks = ticks
    }
}

/// A tick, identified by its schedule and nominal time.
public struct TickReport: Codable, Sendable, Equatable {
    public var nominal: Date
    /// `job`, `waiting`, `skipped`, `failed`.
    public var outcome: String
    public var job: Int?
    /// Earlier ticks that passed without a run of their own; at most 1000 are counted.
    public var missed: Int
    /// Why the tick was skipped or failed.
    public var reason: String?

    /// Memberwise initialiser.
    public init(nominal: Date, outcome: String, job: Int?, missed: Int, reason: String?) {
        self.nominal = nominal
        self.outcome = outcome
        self.job = job
        self.missed = missed
        self.reason = reason
    }
}

/// The settings of a schedule that is to be added; nil stands for the daemon's default.
public struct ScheduleRequest: Sendable, Equatable {
    public var name: String
    public var cron: String
    public var timeZone: String?
    /// A job's number or name; nil if ``source`` is set.
    public var job: String?
    /// A folder's absolute path; nil if ``job`` is set.
    public var source: String?
    public var inbox: String?
    public var missed: String?
    public var overlap: String?
    /// Seconds, 0…86400.
    public var jitter: Int?
    /// True if every tick uses the input's own seed.
    public var keepsSeed = false
    /// True if an existing schedule of this name is to get these settings.
    public var replaces = false

    /// Creates a request with the daemon's defaults; `job` or `source` must be set before it is sent.
    public init(name: String, cron: String) {
        self.name = name
        self.cron = cron
    }
}

/// The answer to `POST /v1/schedules`, `GET /v1/schedules/{schedule}` and the verbs that change a schedule.
public struct ScheduleAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var schedule: ScheduleReport

    /// Wraps a report.
    public init(_ schedule: ScheduleReport) { self.schedule = schedule }
}

/// The answer to `GET /v1/schedules`: schedules in the order of their names.
public struct SchedulesAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var schedules: [ScheduleReport]

    /// Wraps reports.
    public init(_ schedules: [ScheduleReport]) { self.schedules = schedules }
}

/// The answer to `GET /v1/schedules/{schedule}/next?count=N`.
public struct NextTicksAnswer: Codable, Sendable, Equatable {
    /// A tick to come.
    public struct Tick: Codable, Sendable, Equatable {
        public var nominal: Date
        /// The nominal time in the schedule's zone, with its offset: `2026-11-24T04:00+01:00`.
        public var local: String

        /// Memberwise initialiser.
        public init(nominal: Date, local: String) {
            self.nominal = nominal
            self.local = local
        }
    }

    public var schema = ControlProtocol.schema
    public var name: String
    public var timeZone: String
    public var paused: Bool
    public var ticks: [Tick]

    /// Memberwise initialiser.
    public init(name: String, timeZone: String, paused: Bool, ticks: [Tick]) {
        self.name = name
        self.timeZone = timeZone
        self.paused = paused
        self.ticks = ticks
    }
}
