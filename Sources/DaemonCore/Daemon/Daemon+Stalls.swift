// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Daemon {
    /// Kills workers that came no further for `stall_timeout`: a parser's library can hang, and the place is wanted. That is
    /// a death like others, also where a result is laid out: what is durable of the job is not computed again.
    func endStalledWorkers() {
        for (number, run) in running where run.stalled == nil && !run.isOverdue {
            let limit = run.patience(configuration.stallTimeout)
            if run.isBeyondItsTime {
                running[number]?.isOverdue = true
                logger.warning("the inspection takes too long (inspect_timeout)", metadata: ["job": "\(number)"])
                run.worker.signal(SIGKILL)
            } else if SuspendingClock.now - run.lastProgress >= .seconds(limit) {
                running[number]?.stalled = limit
                logger.warning("the worker \(Self.stall(limit))", metadata: ["job": "\(number)"])
                run.worker.signal(SIGKILL)
            }
        }
    }

    /// When running workers are looked at next.
    var stallLooks: [Date] {
        running.values.filter { $0.stalled == nil && !$0.isOverdue }.map { run in
            let stall = clock.date(of: run.lastProgress) + run.patience(configuration.stallTimeout)
            return min(stall, run.overdue.map { clock.date(of: $0) } ?? stall)
        }
    }

    static func stall(_ seconds: Double) -> String {
        let number = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "came no further for \(number) s (stall_timeout) and was ended"
    }
}
