// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A schedule: what it augments, when, and what it did last.
public struct ScheduleReport: Codable, Sendable, Equatable {
    public var name: String
    /// Five fields or a nickname, as it was written.
    public var cron: String
    /// An IANA name.
    public var timeZone: String
    /// The job whose input is augmented again; else ``source``.
    public var job: Int?
    /// A folder that is copied at each tick.
    public var source: String?
    public var inbox: String
    /// `skip`, `once`, `all:N`.
    public var missed: String
    /// `skip`, `queue`, `replace`.
    public var overlap: String
    /// Seconds that each run comes after its nominal time: chosen once, within the jitter that was asked for.
    public var delay: Int
    public var jitter: Int
    public var freshSeed: Bool
    public var paused: Bool
    public var created: Date
    /// The next nominal time; nil where it is paused.
    public var next: Date?
    /// Newest first.
    public var ticks: [TickReport]

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

/// One firing, known by its schedule and nominal time.
public struct TickReport: Codable, Sendable, Equatable {
    public var nominal: Date
    /// `job`, `waiting`, `skipped`, `failed`.
    public var outcome: String
    public var job: Int?
    /// Ticks before it that passed without a run of their own; at most 1000 are counted.
    public var missed: Int
    /// Why it was skipped or failed.
    public var reason: String?

    public init(nominal: Date, outcome: String, job: Int?, missed: Int, reason: String?) {
        self.nominal = nominal
        self.outcome = outcome
        self.job = job
        self.missed = missed
        self.reason = reason
    }
}

/// What a new schedule is made of; nil: the default.
public struct ScheduleRequest: Sendable, Equatable {
    public var name: String
    public var cron: String
    public var timeZone: String?
    /// A number or a name; else ``source``.
    public var job: String?
    /// Absolute.
    public var source: String?
    public var inbox: String?
    public var missed: String?
    public var overlap: String?
    /// Seconds.
    public var jitter: Int?
    public var keepsSeed = false
    /// An existing schedule of the name gets these settings.
    public var replaces = false

    public init(name: String, cron: String) {
        self.name = name
        self.cron = cron
    }
}

/// `POST /v1/schedules`, `GET /v1/schedules/{schedule}` and what changes it.
public struct ScheduleAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var schedule: ScheduleReport

    public init(_ schedule: ScheduleReport) { self.schedule = schedule }
}

/// `GET /v1/schedules`, in the order of their names.
public struct SchedulesAnswer: Codable, Sendable, Equatable {
    public var schema = ControlProtocol.schema
    public var schedules: [ScheduleReport]

    public init(_ schedules: [ScheduleReport]) { self.schedules = schedules }
}

/// `GET /v1/schedules/{schedule}/next?count=N`
public struct NextTicksAnswer: Codable, Sendable, Equatable {
    public struct Tick: Codable, Sendable, Equatable {
        public var nominal: Date
        /// In the schedule's zone, with its offset: `2026-11-24T04:00+01:00`.
        public var local: String

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

    public init(name: String, timeZone: String, paused: Bool, ticks: [Tick]) {
        self.name = name
        self.timeZone = timeZone
        self.paused = paused
        self.ticks = ticks
    }
}
