// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials

/// What happens to ticks whose time passed unnoticed, because the daemon was off or the machine asleep.
public enum MissedTicks: Sendable, Equatable {
    /// They pass.
    case skip
    /// The newest of them stands for all.
    case once
    /// The newest ones run, at most `max`, each on its own.
    case all(max: Int)

    /// A tick that is evaluated more than this many seconds after its time was missed.
    public static let grace: Double = 120
    static let most = 100
    private static let usual = 10

    /// Parses `skip`, `once`, `all` or `all:N`; `all` alone means ten.
    ///
    /// - Throws: `Failure`, refused `bad-schedule`.
    public init(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("skip", 1): self = .skip
        case ("once", 1): self = .once
        case ("all", 1): self = .all(max: Self.usual)
        case ("all", 2):
            guard let most = Int(parts[1]), (1...Self.most).contains(most) else { fallthrough }
            self = .all(max: most)
        default:
            throw Failure.refused(
                "bad-schedule", "missed: '\(text)' is none of skip, once, all",
                hint: "all:N runs at most the N newest, N from 1 to \(Self.most)")
        }
    }

    /// The word that ``init(_:)`` parses.
    public var text: String {
        switch self {
        case .skip: "skip"
        case .once: "once"
        case .all(let most): "all:\(most)"
        }
    }
}

/// What happens to a tick while a job of its schedule is still open.
public enum Overlap: String, Sendable, CaseIterable {
    /// The tick passes.
    case skip
    /// It waits for the end of the open job; a second tick does not wait too.
    case queue
    /// The open job is cancelled.
    case replace

    /// Parses a word.
    ///
    /// - Throws: `Failure`, refused `bad-schedule`.
    public init(_ text: String) throws {
        guard let value = Overlap(rawValue: text) else {
            throw Failure.refused(
                "bad-schedule", "overlap: '\(text)' is none of skip, queue, replace",
                hint: "skip is what happens where nothing is said")
        }
        self = value
    }
}

/// The ticks that are due when a schedule is evaluated.
public struct DueTicks: Sendable, Equatable {
    /// The ticks that run, oldest first.
    public var fire: [Date] = []
    /// Number of ticks that passed without a run of their own, counted up to ``countLimit``.
    public var missed = 0
    /// Ticks up to this time are not evaluated again; nil if none was due.
    public var through: Date?

    /// Ticks that passed are not counted beyond this number.
    public static let countLimit = 1000

    /// Nothing is due.
    public init() {}

    /// Evaluates a schedule.
    ///
    /// - Parameters:
    ///   - since: the time up to which ticks were evaluated before, or at which the schedule was made, edited or
    ///     resumed.
    ///   - delay: the schedule's jitter in seconds.
    ///   - now: the time of this evaluation.
    public init(_ timetable: Timetable, since: Date, delay: Int, policy: MissedTicks, now: Date) {
        let end = now.addingTimeInterval(-Double(delay))
        guard let newest = timetable.last(after: since, through: end) else { return }
        through = newest
        switch policy {
        case .skip: fire = end.timeIntervalSince(newest) <= MissedTicks.grace ? [newest] : []
        case .once: fire = [newest]
        case .all(let most): fire = Self.newest(most, of: timetable, since, newest)
        }
        missed = Self.count(timetable, since, newest) - fire.count
    }

    private static func newest(_ most: Int, of timetable: Timetable, _ since: Date, _ newest: Date) -> [Date] {
        var found = [newest]
        while found.count < most, let earlier = timetable.last(after: since, through: found[0].addingTimeInterval(-60))
        {
            found.insert(earlier, at: 0)
        }
        return found
    }

    private static func count(_ timetable: Timetable, _ since: Date, _ newest: Date) -> Int {
        var (count, at) = (0, since)
        while count < countLimit, let next = timetable.next(after: at), next <= newest {
            (count, at) = (count + 1, next)
        }
        return count
    }
}
