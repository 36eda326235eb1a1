// SPDX-License-Identifier: Apache-2.0
import Durability
import FoundationEssentials

/// Finds out which folders of an inbox arrived by one rename, from looks at the inbox alone: those folders are whole.
///
/// Two things prove it. Either the folder was seen in the inbox under an ignored name; or it is new since a look but
/// older than that look, so it was made elsewhere. A folder that was seen under another name that is not ignored may
/// still be filling.
struct RenamedIn: Sendable {
    /// A folder in an inbox, whether its name is ignored or not.
    struct Folder: Sendable {
        var name: [UInt8]
        var status: FileStatus
        var isIgnored: Bool
    }

    /// A time on two clocks: one that runs steadily, and the wall clock.
    struct Moment: Sendable {
        var steady: Date
        var wall = Date.now
    }

    /// Everything that a look found in an inbox, and the moments at which it began and ended.
    struct Look: Sendable {
        var began, ended: Moment
        /// When the inbox last changed (st_ctime, which nobody can set), in nanoseconds since 1970 by the file system's
        /// own clock; no later than `ended`.
        var changed: Int64
        /// Whether no name changed while the names were read, so that none is missing.
        var isComplete: Bool
        /// The inbox's device; nil if births on it say nothing.
        var device: UInt64?
        var folders: [Folder]
    }

    private struct Identity: Hashable {
        let device, inode: UInt64
        let born: Int64?

        init(_ status: FileStatus) { (device, inode, born) = (status.device, status.inode, status.born) }
    }

    private struct Seen {
        var name: [UInt8]
        var isIgnored: Bool
        var isWhole: Bool
    }

    /// Seconds. File systems store times in steps of up to two seconds.
    static let margin = 2.0

    private var seen: [Identity: Seen] = [:]
    /// Folders that the look before found and this one did not: reading a folder may pass over a name that changes
    /// meanwhile.
    private var missed: [Identity: Seen] = [:]
    /// When the last complete look began, or when it was last confirmed that nothing had changed since.
    private var base: Moment?
    /// The inbox's time of change in the last complete look, when the first look with that time ended, and when the
    /// last one began.
    private var calm: (changed: Int64, since: Date, looked: Date)?
    /// Seconds. Two changes this far apart get different times on every file system whose births are trusted.
    static let tick = 1.0

    /// Evaluates a look.
    ///
    /// - Returns: the names of folders that arrived by one rename.
    mutating func take(_ look: Look) -> Set<[UInt8]> {
        let limit = birthLimit(look)
        var now: [Identity: Seen] = [:]
        for folder in look.folders {
            let identity = Identity(folder.status)
            let isWhole = !folder.isIgnored && isWhole(folder, seen[identity] ?? missed[identity], look.device, limit)
            now[identity] = Seen(name: folder.name, isIgnored: folder.isIgnored, isWhole: isWhole)
        }
        missed = seen.filter { now[$0.key] == nil }
        seen = now
        note(look)
        return Set(now.values.lazy.filter(\.isWhole).map(\.name))
    }

    func isCopying(_ name: [UInt8]) -> Bool { seen.values.contains { $0.isIgnored && $0.name == name } }

    private mutating func note(_ look: Look) {
        guard look.isComplete else { return calm = nil }
        base = look.began
        let since = calm?.changed == look.changed ? calm?.since : nil
        calm = (look.changed, since ?? look.ended.steady, look.began.steady)
    }

    /// Regards the last look as made at this moment, if the inbox's time of change alone proves that nothing has
    /// changed.
    ///
    /// - Returns: false if a new look is needed.
    mutating func isAsBefore(_ changed: Int64, at now: Moment) -> Bool {
        guard let calm, calm.changed == changed, calm.looked.timeIntervalSince(calm.since) >= Self.tick else {
            return false
        }
        base = now
        return true
    }

    private func isWhole(_ folder: Folder, _ before: Seen?, _ device: UInt64?, _ limit: Int64?) -> Bool {
        if let before { return before.isIgnored || (before.isWhole && before.name == folder.name) }
        guard let born = folder.status.born, let limit, folder.status.device == device else { return false }
        return born < limit
    }

    /// A lower bound for the birth of everything that was made in the inbox since the last complete look, in
    /// nanoseconds by the file system's own clock, however wrong that is: the inbox last changed no later than now, and
    /// the look began this long ago. nil if nothing is known because the wall clock was set meanwhile, births say
    /// nothing, or no look has been complete.
    private func birthLimit(_ look: Look) -> Int64? {
        guard let base, look.device != nil else { return nil }
        let steady = look.ended.steady.timeIntervalSince(base.steady)
        guard steady >= 0, abs(look.ended.wall.timeIntervalSince(base.wall) - steady) < Self.margin / 2 else {
            return nil
        }
        let (limit, isOver) = look.changed.subtractingReportingOverflow(Int64((steady + Self.margin) * 1e9))
        return isOver ? nil : limit
    }
}
