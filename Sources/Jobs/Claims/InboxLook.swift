// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import FoundationEssentials
import Synchronization

/// The entries of an inbox at one moment, and the status (lstat(2)) of those that matter.
public struct InboxLook: Sendable {
    /// A name in the inbox and its status.
    public struct Entry: Sendable {
        public var name: String
        public var status: FileStatus
    }

    /// Entries whose names are neither ignored nor uaed's own, in byte-wise order.
    public private(set) var visible: [Entry] = []
    /// Entries with the name of an open job's claim.
    public private(set) var claims: [Entry] = []
    /// Folders with ignored names: copies under way.
    private(set) var hidden: [Entry] = []
    /// Entries whose status cannot be read, each with the reason, so that the others need not wait for them.
    private(set) var troubled: [(name: String, reason: String)] = []
    /// Names that are not UTF-8, escaped.
    private(set) var foreign: [String] = []
    /// Names of folders that arrived by one rename.
    public fileprivate(set) var whole: Set<[UInt8]> = []

    init(_ inbox: String, disk: any Disk) throws {
        let listing = try disk.listing(of: inbox)
        foreign = listing.foreign.filter { !IgnoredName.matches($0) }
        for name in listing.names {
            let claim = ClaimName(name)
            // Finished inputs and the files beside them stay for ever; their status is not needed.
            if let claim, claim.suffix != .claimed { continue }
            let isIgnored = IgnoredName.matches(name)
            do {
                guard let status = try disk.status(inbox + "/" + name) else { continue }
                let entry = Entry(name: name, status: status)
                if claim != nil {
                    claims.append(entry)
                } else if !isIgnored {
                    visible.append(entry)
                } else if status.kind == .folder {
                    hidden.append(entry)
                }
            } catch  where isIgnored {
                continue
            } catch {
                // For example the mount point of a server that is gone, or a damaged inode.
                troubled.append((name, "cannot be looked at: \((error as? Failure)?.message ?? "\(error)")"))
            }
        }
    }

    fileprivate var folders: [RenamedIn.Folder] {
        (visible.lazy.filter { $0.status.kind == .folder }.map { ($0, false) } + hidden.lazy.map { ($0, true) }).map {
            RenamedIn.Folder(name: Array($0.name.utf8), status: $0.status, isIgnored: $1)
        }
    }
}

/// All looks at one inbox, one after the other, so that scans know what the watcher has seen a moment after an event.
public final class InboxLooks: Sendable {
    /// Path of the inbox.
    public let inbox: String
    private let disk: any Disk
    private let renamedIn = Mutex(RenamedIn())

    /// Makes no look yet.
    public init(_ inbox: String, disk: any Disk) { (self.inbox, self.disk) = (inbox, disk) }

    /// Looks at the whole inbox.
    ///
    /// - Parameter now: reads a clock that never steps, the same for all looks.
    /// - Throws: the disk's `Failure` if the inbox cannot be listed.
    public func look(at now: () -> Date) throws -> InboxLook {
        try renamedIn.withLock { try look(&$0, now) }
    }

    /// Confirms the last look at the cost of one status if nothing has changed, and looks again otherwise. The more
    /// recent the last look, the sooner a folder that is made elsewhere and renamed into the inbox is known to be
    /// older.
    public func confirm(at now: () -> Date) throws {
        try renamedIn.withLock { renamedIn in
            let moment = RenamedIn.Moment(steady: now())
            guard let status = try disk.status(inbox), !renamedIn.isAsBefore(status.changed, at: moment) else { return }
            _ = try look(&renamedIn, now)
        }
    }

    /// Whether the last look found a folder with this ignored name.
    func isCopying(_ name: String) -> Bool { renamedIn.withLock { $0.isCopying(Array(name.utf8)) } }

    private func look(_ renamedIn: inout RenamedIn, _ now: () -> Date) throws -> InboxLook {
        let began = RenamedIn.Moment(steady: now())
        let before = try disk.status(inbox)
        var look = try InboxLook(inbox, disk: disk)
        let after = try disk.status(inbox)
        look.whole = renamedIn.take(
            RenamedIn.Look(
                began: began, ended: RenamedIn.Moment(steady: now()), changed: after?.changed ?? 0,
                isComplete: before != nil && before?.changed == after?.changed && look.troubled.isEmpty,
                device: BirthTimes.areKept(at: inbox) ? after?.device : nil, folders: look.folders))
        return look
    }
}
