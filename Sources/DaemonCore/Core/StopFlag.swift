// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Says to every thread whether the daemon is stopping.
final class StopFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
