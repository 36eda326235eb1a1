// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Logging

/// Kills workers that make no progress for `stall_timeout`: a parser's library can hang, and others wait for the place. This
/// is a death like any other, also while a result is laid out; the job's durable chunks are not computed again.
@DaemonActor final class StallWatch: TurnPart {
    private let context: DaemonContext
    private let jobs: JobsAtWork

    init(_ context: DaemonContext, _ jobs: JobsAtWork) { (self.context, self.jobs) = (context, jobs) }

    func tick(_ now: Moment) {
        for (number, run) in jobs.running where run.stalled == nil && !run.isOverdue {
            let limit = run.patience(context.configuration.stallTimeout)
            if run.isBeyondItsTime {
                jobs.running[number]?.isOverdue = true
                context.logger.warning(
                    "the inspection takes too long (inspect_timeout)", metadata: ["job": "\(number)"])
                run.worker.signal(SIGKILL)
            } else if SuspendingClock.now - run.lastProgress >= .seconds(limit) {
                jobs.running[number]?.stalled = limit
                context.logger.warning("the worker \(Self.words(limit))", metadata: ["job": "\(number)"])
                run.worker.signal(SIGKILL)
            }
        }
    }

    func delay(after now: Moment) -> Double? {
        jobs.running.values.filter { $0.stalled == nil && !$0.isOverdue }.map { run in
            let patience = run.patience(context.configuration.stallTimeout)
            let stall: Date = context.clock.date(of: run.lastProgress) + patience
            return min(stall, run.overdue.map { context.clock.date(of: $0) } ?? stall)
        }.delay(after: now.steady)
    }

    nonisolated static func words(_ seconds: Double) -> String {
        let number = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "came no further for \(number) s (stall_timeout) and was ended"
    }
}
