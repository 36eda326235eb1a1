// SPDX-License-Identifier: Apache-2.0
import CLinux

/// Whether a file's birth is the time at which it was made, rather than one that somebody has set.
public enum BirthTimes {
    /// Whether births on the mount of `folder` come from this machine's own kernel. On network shares and foreign file
    /// systems a server, or a client that copies, sets them.
    public static func areKept(at folder: String) -> Bool { uaed_keeps_births(folder) }
}
