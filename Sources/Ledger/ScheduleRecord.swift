// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB

/// A schedule as it was set, and how far its ticks have been looked at. The words are those of the API.
public struct ScheduleRecord: Codable, Sendable, Equatable {
    public var name: String
    /// Five fields or a nickname.
    public var cron: String
    /// An IANA name.
    public var zone: String
    /// The job whose input is augmented again; else ``source``.
    public var job: Int?
    /// A folder that is copied at each tick.
    public var source: String?
    /// The inbox's name in `uaed.toml`.
    public var inbox: String
    /// `skip`, `once`, `all:N`.
    public var missed: String
    /// `skip`, `queue`, `replace`.
    public var overlap: String
    /// Seconds within which a stable delay is chosen.
    public var jitter: Int
    /// Each tick draws with a seed of its own; else the input's own seed holds, and what is unchanged is not computed again.
    public var freshSeed: Bool
    public var paused = false
    /// Of the person who set it.
    public var ownerUid: UInt32
    public var created: Date
    /// No tick up to here is looked at any more: set at every change, and by each tick.
    public var since: Date

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

/// What became of a tick. Its identity is the schedule's name and the nominal time: there is one row, whatever restarts.
public struct TickRecord: Codable, Sendable, Equatable {
    public enum Outcome: String, Codable, Sendable {
        case job
        /// For the end of the schedule's open job.
        case waiting
        case skipped, failed
    }

    public var schedule: String
    /// In whole minutes.
    public var nominal: Date
    public var outcome: Outcome
    public var job: Int?
    /// Ticks before it that passed without a run of their own.
    public var missed: Int
    /// Why it was skipped or failed.
    public var reason: String?
    public var time: Date

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
