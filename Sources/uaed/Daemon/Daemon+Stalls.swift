import Foundation

extension Daemon {
    /// Kills workers that came no further for `stall_timeout`: a parser's library can hang, and the place is wanted. That is
    /// a death like others. A worker whose chunks are all durable only reads and writes files: a slow disk is not a hang, and
    /// to begin again would not be faster.
    func endStalledWorkers() {
        for (number, run) in running
        where run.mayStall && SuspendingClock.now - run.lastProgress >= .seconds(configuration.stallTimeout) {
            running[number]?.stalled = configuration.stallTimeout
            logger.warning("the worker \(Self.stall(configuration.stallTimeout))", metadata: ["job": "\(number)"])
            run.worker.signal(SIGKILL)
        }
    }

    /// When running workers are looked at next.
    var stallLooks: [Date] {
        running.values.filter(\.mayStall).map { clock.date(of: $0.lastProgress) + configuration.stallTimeout }
    }

    static func stall(_ seconds: Double) -> String {
        let number = seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        return "came no further for \(number) s (stall_timeout) and was ended"
    }
}
