// SPDX-License-Identifier: Apache-2.0
import Bundles
import Durability
import Base
import Foundation
import Synchronization

/// What stands in an inbox at one moment: names, and what lstat(2) tells of those that matter.
public struct InboxLook: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var status: FileStatus
    }

    /// Whatever is neither ignored nor ours by its name, in byte-wise order.
    public private(set) var visible: [Entry] = []
    /// Inputs of jobs that are under way, by their names.
    public private(set) var claims: [Entry] = []
    /// Folders under names that are ignored: copies under way.
    private(set) var hidden: [Entry] = []
    /// What cannot be looked at, with the reason: the others are not to wait for it.
    private(set) var troubled: [(name: String, reason: String)] = []
    /// Names that are not UTF-8, escaped.
    private(set) var foreign: [String] = []
    /// Names of folders that came by one rename.
    public fileprivate(set) var whole: Set<[UInt8]> = []

    init(_ inbox: String, disk: any Disk) throws {
        let listing = try disk.listing(of: inbox)
        foreign = listing.foreign.filter { !IgnoredName.matches($0) }
        for name in listing.names {
            let claim = ClaimName(name)
            // Finished inputs stay for ever, and notes lie beside them: nothing is asked of those.
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
                // A mount of somebody's that is gone, a damaged inode.
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

/// All looks at one inbox, whoever makes them, one after the other: what the watcher sees a moment after an event, scans know.
public final class InboxLooks: Sendable {
    public let inbox: String
    private let disk: any Disk
    private let renamedIn = Mutex(RenamedIn())

    public init(_ inbox: String, disk: any Disk) { (self.inbox, self.disk) = (inbox, disk) }

    /// - Parameter now: by a clock that never steps, the same for all looks.
    public func look(at now: () -> Date) throws -> InboxLook {
        try renamedIn.withLock { try look(&$0, now) }
    }

    /// A look that costs nothing where nothing has changed: what is made elsewhere and renamed to here is the sooner known to
    /// be older than the last look.
    public func confirm(at now: () -> Date) throws {
        try renamedIn.withLock { renamedIn in
            let moment = RenamedIn.Moment(steady: now())
            guard let status = try disk.status(inbox), !renamedIn.isAsBefore(status.changed, at: moment) else { return }
            _ = try look(&renamedIn, now)
        }
    }

    /// Whether the last look saw a folder of this name, which is ignored.
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
