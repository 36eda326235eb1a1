// SPDX-License-Identifier: Apache-2.0
import Foundation
import Ledger

/// The schedules as they stand in the ledger, each with its next tick: searched for once, when a schedule was set or has moved
/// on, and not at every turn. A timetable's next tick can be years away.
struct Agenda: Sendable {
    struct Entry: Sendable {
        let plan: SchedulePlan
        /// The first nominal time after what was looked at; nil: none.
        let next: Date?

        init(_ plan: SchedulePlan) {
            self.plan = plan
            next = plan.timetable.next(after: plan.record.since)
        }

        /// When the daemon must look at it; nil: never.
        var look: Date? { plan.record.paused ? nil : next.map { $0 + Double(plan.delay) } }

        func isDue(_ now: Date) -> Bool { look.map { $0 <= now } ?? false }

        /// The first tick that is still to come.
        func next(after now: Date) -> Date? {
            guard let next, next <= now else { return next }
            return plan.next(after: now, count: 1).first
        }
    }

    private var entries: [String: Entry] = [:]
    /// Names whose entry may be another by now.
    private var stale: Set<String> = []
    private var isRead = false

    /// Its record has changed, or is gone, or there is one now.
    mutating func changed(_ name: String) { stale.insert(name) }

    /// In the order of their names; what cannot be understood is told to `trouble`, and left out.
    mutating func all(
        _ ledger: Ledger, trouble: (_ name: String, _ error: (any Error)?) -> Void
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
                trouble(name, nil)
            } catch {
                // Zone files may be readable, or installed, later.
                unread.insert(name)
                trouble(name, error)
            }
        }
        (isRead, stale) = (true, unread)
        return entries.values.sorted { $0.plan.record.name < $1.plan.record.name }
    }

    /// As last read: nothing that has changed since.
    subscript(name: String) -> Entry? { stale.contains(name) ? nil : entries[name] }

    /// When schedules are looked at next, by name.
    var looks: [(name: String, look: Date)] {
        entries.compactMap { name, entry in entry.look.map { (name, $0) } }
    }
}
