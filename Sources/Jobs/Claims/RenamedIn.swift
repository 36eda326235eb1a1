// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation

/// Tells which folders of an inbox got their name there by one rename, from looks at it alone: such a folder is whole.
///
/// Two things prove it. The folder was seen in the inbox under a name that is ignored. Or it is new since a look, and older than
/// that look: then it was made elsewhere. One that was seen under another name that is not ignored may be filling still.
struct RenamedIn: Sendable {
    /// A folder that is looked at, whatever its name.
    struct Folder: Sendable {
        var name: [UInt8]
        var status: FileStatus
        var isIgnored: Bool
    }

    /// A time on both clocks: one that runs steadily, and the one that people set.
    struct Moment: Sendable {
        var steady: Date
        var wall = Date.now
    }

    /// Everything that was in an inbox between two moments.
    struct Look: Sendable {
        var began, ended: Moment
        /// When the inbox changed last (st_ctime, which nobody can set), by the file system's own clock: no later than `ended`.
        var changed: Int64
        /// No name changed while the names were read: nothing is missing.
        var isComplete: Bool
        /// The inbox's own mount; nil where births there say nothing.
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

    /// File systems keep times in steps of up to two seconds.
    static let margin = 2.0

    private var seen: [Identity: Seen] = [:]
    /// What the look before saw and this one did not: a name that changes under a look can be passed over.
    private var missed: [Identity: Seen] = [:]
    /// When the last complete look began, or it was last known that nothing had changed since.
    private var base: Moment?
    /// What the last complete look says of the inbox, and since when looks say the same.
    private var calm: (changed: Int64, since: Date, looked: Date)?
    /// A change this long after another one gets another time, on every file system whose births count.
    static let tick = 1.0

    /// - Returns: the names of folders that came by one rename.
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

    /// Takes the last look for one of this moment, where that is certain from the inbox's own time alone.
    ///
    /// - Returns: false where a look must be made.
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

    /// Whatever was made in the inbox since the last complete look was born after this, by the file system's own clock, however
    /// wrong that is: its last change there is no later than now, and the look began this long ago. nil where nothing can
    /// be told: the clock was set meanwhile.
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
