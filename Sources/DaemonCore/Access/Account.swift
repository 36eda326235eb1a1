// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Looks up accounts of this machine.
package enum Account {
    /// Returns the login name; nil if the number has none.
    package static func name(of uid: UInt32) -> String? {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return String(cString: entry.pw_name)
    }

    /// Returns the groups that a login would have.
    static func groups(of uid: UInt32) -> Set<UInt32> {
        var entry = passwd()
        var buffer = [CChar](repeating: 0, count: 16 * 1024)
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(uid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return [] }
        var count: Int32 = 4096
        var groups = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(entry.pw_name, entry.pw_gid, &groups, &count) >= 0 else { return [entry.pw_gid] }
        return Set(groups.prefix(Int(count)))
    }

    /// Returns the number of a group; nil if there is no such group.
    static func group(named name: String) -> UInt32? {
        var entry = Glibc.group()
        var buffer = [CChar](repeating: 0, count: 256 * 1024)
        var found: UnsafeMutablePointer<Glibc.group>?
        guard getgrnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }
}
