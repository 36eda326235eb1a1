// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// The parts of a worker's cage that this machine and the service's own confinement allow.
package struct CageParts: Sendable, Equatable {
    /// The version of landlock(7); 0: none.
    var landlock: Int
    /// True if system calls are filtered (seccomp(2)).
    var filtersCalls: Bool
    /// The errno of the first part that is missing.
    var error: Int32 = 0

    init(landlock: Int, filtersCalls: Bool, error: Int32 = 0) {
        (self.landlock, self.filtersCalls, self.error) = (landlock, filtersCalls, error)
    }

    /// Has a child of this process try.
    package init(tried: Void) {
        var parts = uaed_parts()
        let failed = uaed_cage_parts(&parts)
        self.init(
            landlock: failed == 0 ? Int(parts.landlock) : 0, filtersCalls: failed == 0 && parts.calls == 1,
            error: failed == 0 ? parts.error : failed)
    }

    package var isWhole: Bool { landlock > 0 && filtersCalls }

    package var sentence: String {
        let paths =
            landlock > 0
            ? "kept to their own paths (landlock \(landlock))" : "not kept to their own paths (no landlock)"
        return "workers are \(paths), and their system calls are \(filtersCalls ? "" : "not ")filtered"
    }

    /// What to do about the missing parts; nil if none is missing.
    package var hint: String? {
        guard !isWhole else { return nil }
        switch error {
        case EPERM, EACCES:
            return "something forbids the calls: in a unit, "
                + "SystemCallFilter=landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp"
        case EOPNOTSUPP: return "landlock is switched off: put it first in the kernel's command line, lsm=landlock,…"
        default: return "it takes Linux 5.13 or later with CONFIG_SECURITY_LANDLOCK and CONFIG_SECCOMP_FILTER"
        }
    }
}
