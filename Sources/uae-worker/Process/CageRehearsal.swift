// SPDX-License-Identifier: Apache-2.0
import CLinux
import FoundationEssentials

/// Settings that tests make through the environment, which only the process that starts the worker sets: with
/// `UAED_CAGE=kill` a system call that the filter refuses ends the process, and `UAED_CAGE_LANDLOCK=2` behaves like a
/// kernel with that version of landlock.
extension uaed_cage {
    static func rehearsed() -> uaed_cage {
        let environment = ProcessInfo.processInfo.environment
        var cage = uaed_cage()
        cage.kills = environment["UAED_CAGE"] == "kill" ? 1 : 0
        cage.landlock = environment["UAED_CAGE_LANDLOCK"].flatMap { Int32($0) } ?? 0
        return cage
    }
}
