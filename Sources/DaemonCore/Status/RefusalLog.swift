// SPDX-License-Identifier: Apache-2.0
import Logging

/// Logs how many refusals of requests were left out of the log.
@DaemonActor final class RefusalLog: TurnPart {
    private let context: DaemonContext

    init(_ context: DaemonContext) { self.context = context }

    func tick(_ now: Moment) {
        for (uid, unlogged) in context.refusals.summaries() {
            context.logger.notice(
                "more requests were refused than are told", metadata: ["uid": "\(uid)", "untold": "\(unlogged)"])
        }
    }
}
