// SPDX-License-Identifier: Apache-2.0
import Durability
import Jobs

/// Finds the entries of an inbox that have changed since the last look; `uaed-watch` says only that something has.
struct InboxChanges {
    private var before: [[UInt8]: FileStatus] = [:]
    private var claims: [[UInt8]: FileStatus] = [:]

    /// Takes a new look.
    ///
    /// - Returns: the names of entries that came, went or changed. What happens in a claim is reported by the claim's own watch.
    mutating func take(_ look: InboxLook) -> [String] {
        let (visible, taken) = (Self.byName(look.visible), Self.byName(look.claims))
        defer { (before, claims) = (visible, taken) }
        let changed =
            Self.differing(before, visible) { $0 == $1 } + Self.differing(claims, taken) { $0.inode == $1.inode }
        return changed.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Returns the folders to watch, by name, with their inodes: those that may become bundles, and the inputs of open jobs.
    static func folders(_ look: InboxLook) -> [[UInt8]: UInt64] {
        byName(look.visible + look.claims).filter { $0.value.kind == .folder }.mapValues(\.inode)
    }

    private static func byName(_ entries: [InboxLook.Entry]) -> [[UInt8]: FileStatus] {
        Dictionary(entries.map { (Array($0.name.utf8), $0.status) }, uniquingKeysWith: { first, _ in first })
    }

    private static func differing(
        _ old: [[UInt8]: FileStatus], _ new: [[UInt8]: FileStatus], _ areEqual: (FileStatus, FileStatus) -> Bool
    ) -> [[UInt8]] {
        let gone = old.keys.filter { new[$0] == nil }
        return gone + new.filter { name, status in old[name].map { !areEqual($0, status) } ?? true }.map(\.key)
    }
}
