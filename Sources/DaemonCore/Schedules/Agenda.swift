// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Ledger

/// The schedules of the ledger, each with its next tick. A tick is searched for once, when its schedule was set or has moved
/// on, and not in every turn, because a timetable's next tick can be years away.
struct Agenda: Sendable {
    struct Entry: Sendable {
        let plan: SchedulePlan
        /// The first nominal time after the one that was handled last; nil: none.
        let next: Date?

        init(_ plan: SchedulePlan) {
            self.plan = plan
            next = plan.timetable.next(after: plan.record.since)
        }

        /// When the schedule is due; nil: never.
        var due: Date? { plan.record.paused ? nil : next.map { $0 + Double(plan.delay) } }

        func isDue(_ now: Date) -> Bool { due.map { $0 <= now } ?? false }

        /// The first tick after `now`.
        func next(after now: Date) -> Date? {
            guard let next, next <= now else { return next }
            return plan.next(after: now, count: 1).first
        }
    }

    private var entries: [String: Entry] = [:]
    /// The names whose record must be read again.
    private var stale: Set<String> = []
    private var isRead = false

    /// Has the record of `name` read again: it has changed, is gone, or is new.
    mutating func changed(_ name: String) { stale.insert(name) }

    /// Returns the schedules in the order of their names. One that cannot be understood is left out.
    ///
    /// - Parameter outcome: called for each record that was read, with the error if it cannot be understood.
    mutating func all(
        _ ledger: Ledger, outcome: (_ name: String, _ error: (any Error)?) -> Void
    ) throws -> [Entry] {
        let changed =
            isRead
            ? try stale.compactMap { name in try ledger.schedule(name).map { (name, $0) } }
            : try ledger.schedules().map { ($0.name, $0) }
        for name in stale { entries[name] = nil }
        var unread: Set<String> = []
        for (name, record) in changed {
            do {
                entries[name] = Entry(try SchedulePlan(record))
                outcome(name, nil)
            } catch {
                // Zone files may be readable, or installed, later.
                unread.insert(name)
                outcome(name, error)
            }
        }
        (isRead, stale) = (true, unread)
        return entries.values.sorted { $0.plan.record.name < $1.plan.record.name }
    }

    /// The entry as it was last read; nil if it must be read again.
    subscript(name: String) -> Entry? { stale.contains(name) ? nil : entries[name] }

    /// When schedules are due, by name.
    var due: [(name: String, time: Date)] {
        entries.compactMap { name, entry in entry.due.map { (name, $0) } }
    }
}
