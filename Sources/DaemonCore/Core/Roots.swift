// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import Jobs

/// The inboxes and outboxes as they were when the daemon began. The empty folder under a mount that is gone is neither.
struct Roots: Sendable {
    private let inboxes: [String: PlaceRoot]
    private let outboxes: [String: PlaceRoot]
    private let disk: any Disk

    init(_ places: [InboxPlace], disk: any Disk) {
        self.disk = disk
        inboxes = Dictionary(
            places.map { ($0.path, PlaceRoot($0.path, .inbox, disk: disk)) }, uniquingKeysWith: { $1 })
        outboxes = Dictionary(
            places.map { ($0.outbox, PlaceRoot($0.outbox, .outbox, disk: disk)) }, uniquingKeysWith: { $1 })
    }

    /// True for an inbox of this daemon.
    func hasInbox(_ path: String) -> Bool { inboxes[path] != nil }

    /// Why what is missing in the inbox does not count as deleted; nil if the inbox is there.
    func absence(ofInbox path: String) -> Failure? {
        (inboxes[path] ?? PlaceRoot(path, .inbox, disk: disk)).absence(disk: disk)
    }

    /// Why nothing may be put into the outbox; nil if it is there.
    func absence(ofOutbox path: String) -> Failure? { outboxes[path]?.absence(disk: disk) }
}
