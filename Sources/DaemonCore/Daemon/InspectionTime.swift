// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import JobRecords
import Jobs

/// How long one inspection may take: processor time, by the kernel's own limit; and by the clock, as a belt, where it waits for
/// something for ever.
enum InspectionTime {
    /// Bytes of the bundle for which a second more is given.
    private static let bytesPerSecond = 20_000_000
    /// A machine with much to do gives a process a part of its time only.
    private static let wallFactor = 10.0

    /// Seconds of processor time.
    static func limit(_ timeout: Double, bytes: Int) -> Int {
        Int(saturating: timeout.rounded(.up)).saturatingAdd(bytes / bytesPerSecond)
    }

    /// Seconds by the clock.
    static func wall(_ limit: Int) -> Double { Double(limit) * wallFactor }

    static func failure(_ job: Int, limit: Int) -> Failure {
        Failure.refused(
            "inspection-too-long", "the inspection took more than \(limit) s of computing (inspect_timeout)",
            hint:
                "take a model that computes less; or set inspect_timeout = \"\(2 * (limit / 60 + 1))m\" in uaed.toml, have it "
                + "read (systemctl reload uaed, or kill -HUP), then uaectl retry \(job)")
    }
}

extension RunningJob {
    /// When the clock alone says that it takes too long; nil: never.
    var overdue: SuspendingClock.Instant? { computingLimit.map { begun + .seconds(InspectionTime.wall($0)) } }

    var isBeyondItsTime: Bool {
        guard let computingLimit, let overdue else { return false }
        return SuspendingClock.now >= overdue || worker.identity.computed > Double(computingLimit) + 5
    }
}

extension Daemon {
    /// Why an inspection that was ended is not tried again; nil where its end had another reason.
    func overtime(_ job: JobRecord, _ run: RunningJob, _ exit: ChildProcess.Exit) -> Failure? {
        guard let limit = run.computingLimit, run.isOverdue || exit == .signalled(SIGXCPU) else { return nil }
        return InspectionTime.failure(job.number, limit: limit)
    }
}
