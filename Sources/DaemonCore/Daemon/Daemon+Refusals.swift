// SPDX-License-Identifier: Apache-2.0
import Logging

extension Daemon {
    /// Says how many refusals the log left out.
    func tellRefusals() {
        for (uid, untold) in refusals.summaries() {
            logger.notice(
                "more requests were refused than are told", metadata: ["uid": "\(uid)", "untold": "\(untold)"])
        }
    }
}
