// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import GRDB

/// A schedule as it was set, and how far its ticks have been evaluated. The words are those of the API.
public struct ScheduleRecord: Codable, Sendable, Equatable {
    public var name: String
    /// A cron line of five fields, or a nickname.
    public var cron: String
    /// An IANA time zone name.
    public var zone: String
    /// The job whose input is augmented again; nil if ``source`` is.
    public var job: Int?
    /// A folder that is copied at each tick; nil if ``job`` is repeated.
    public var source: String?
    /// The inbox's name in `uaed.toml`.
    public var inbox: String
    /// What happens to ticks that passed unnoticed: `skip`, `once`, `all:N`.
    public var missed: String
    /// What happens to a tick while a job is open: `skip`, `queue`, `replace`.
    public var overlap: String
    /// Seconds within which a constant delay is chosen.
    public var jitter: Int
    /// Whether each tick draws with a seed of its own. Otherwise the input's own seed holds, and an unchanged input is
    /// not computed again.
    public var freshSeed: Bool
    public var paused = false
    /// The user who set it.
    public var ownerUid: UInt32
    public var created: Date
    /// Ticks up to this time are not evaluated any more; set by every change and by each tick.
    public var since: Date

    /// A new schedule: its ticks count from `created` on.
    public init(
        name: String, cron: String, zone: String, job: Int?, source: String?, inbox: String, missed: String,
        overlap: String, jitter: Int, freshSeed: Bool, ownerUid: UInt32, created: Date
    ) {
        self.name = name
        self.cron = cron
        self.zone = zone
        self.job = job
        self.source = source
        self.inbox = inbox
        self.missed = missed
        self.overlap = overlap
        self.jitter = jitter
        self.freshSeed = freshSeed
        self.ownerUid = ownerUid
        self.created = created
        since = created
    }
}

/// What became of a tick. It is identified by the schedule's name and the nominal time, so it has one row even after
/// restarts.
public struct TickRecord: Codable, Sendable, Equatable {
    /// What became of the tick.
    public enum Outcome: String, Codable, Sendable {
        case job
        /// It waits for the end of the schedule's open job.
        case waiting
        case skipped, failed
    }

    public var schedule: String
    /// The time that the cron line names, in whole minutes.
    public var nominal: Date
    public var outcome: Outcome
    public var job: Int?
    /// Number of ticks before it that passed without a run of their own.
    public var missed: Int
    /// Why it was skipped or failed.
    public var reason: String?
    /// When the outcome was recorded.
    public var time: Date

    /// Memberwise initialiser.
    public init(
        schedule: String, nominal: Date, _ outcome: Outcome, job: Int? = nil, missed: Int = 0, reason: String? = nil,
        time: Date = .now
    ) {
        self.schedule = schedule
        self.nominal = nominal
        self.outcome = outcome
        self.job = job
        self.missed = missed
        self.reason = reason
        self.time = time
    }
}

extension ScheduleRecord: FetchableRecord, PersistableRecord {
    public static let databaseTableName = "schedule"
    public static let databaseColumnEncodingStrategy = DatabaseColumnEncodingStrategy.convertToSnakeCase
    public static let databaseColumnDecodingStrategy = DatabaseColumnDecodingStrategy.convertFromSnakeCase
}

extension TickRecord: FetchableRecord, PersistableRecord {
    public static let databaseTableName = "tick"
}
