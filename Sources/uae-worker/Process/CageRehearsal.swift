// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation

/// What tests ask of a cage through the environment, which is set by who starts the worker: `UAED_CAGE=kill` ends the process
/// at whatever its filter refuses, `UAED_CAGE_LANDLOCK=2` does without what came with later versions.
extension uaed_cage {
    static func rehearsed() -> uaed_cage {
        let environment = ProcessInfo.processInfo.environment
        var cage = uaed_cage()
        cage.kills = environment["UAED_CAGE"] == "kill" ? 1 : 0
        cage.landlock = environment["UAED_CAGE_LANDLOCK"].flatMap { Int32($0) } ?? 0
        return cage
    }
}
