// SPDX-License-Identifier: Apache-2.0
import Base
import Glibc
import JobRecords
import Jobs

/// How long one inspection may take: by processor time, which the kernel limits; and by the clock, in case it waits for
/// something for ever.
enum InspectionTime {
    /// The bytes of the bundle for which it gets one more second.
    private static let bytesPerSecond = 20_000_000
    /// The factor from processor time to time by the clock: a busy machine gives a process only a part of its time.
    private static let wallFactor = 10.0

    /// The limit in seconds of processor time.
    static func limit(_ timeout: Double, bytes: Int) -> Int {
        Int(saturating: timeout.rounded(.up)).saturatingAdd(bytes / bytesPerSecond)
    }

    /// The limit in seconds by the clock.
    static func wall(_ limit: Int) -> Double { Double(limit) * wallFactor }

    /// Why an inspection that was ended is not tried again; nil if its end had another reason.
    static func overtime(_ job: JobRecord, _ run: RunningJob, _ exit: ChildProcess.Exit) -> Failure? {
        guard let limit = run.computingLimit, run.isOverdue || exit == .signalled(SIGXCPU) else { return nil }
        return failure(job.number, limit: limit)
    }

    private static func failure(_ job: Int, limit: Int) -> Failure {
        Failure.refused(
            "inspection-too-long", "the inspection took more than \(limit) s of computing (inspect_timeout)",
            hint:
                "take a model that computes less; or set inspect_timeout = \"\(2 * (limit / 60 + 1))m\" in uaed.toml, have it "
                + "read (systemctl reload uaed, or kill -HUP), then uaectl retry \(job)")
    }
}

extension RunningJob {
    /// When it takes too long by the clock; nil: never.
    var overdue: SuspendingClock.Instant? { computingLimit.map { begun + .seconds(InspectionTime.wall($0)) } }

    var isBeyondItsTime: Bool {
        guard let computingLimit, let overdue else { return false }
        return SuspendingClock.now >= overdue || worker.identity.computed > Double(computingLimit) + 5
    }
}
