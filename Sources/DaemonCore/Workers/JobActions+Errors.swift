// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import JobRecords
import Jobs
import Ledger

extension JobActions {
    nonisolated static func wrongState(_ job: JobRecord) -> ErrorReport {
        ErrorReport("wrong-state", "job \(job.number) (\(job.name)) is \(job.state.rawValue) already")
    }

    nonisolated static func nothingToRetry(_ job: JobRecord) -> ErrorReport {
        ErrorReport(
            "wrong-state",
            "job \(job.number) (\(job.name)) neither failed nor was cancelled, nor has its input changed: it is \(job.state.rawValue)",
            hint: job.state == .published ? "force = true in job.toml has the same computed anew" : nil)
    }
}

extension JobRecord {
    /// True if it is over without a result, or its owner has put another folder in its input's place, which a retry takes.
    var canBeRetried: Bool {
        state == .failed || state == .cancelled || state == .waiting && reason == JobReason.inputChanged
    }
}

extension DaemonContext {
    /// Returns the job as it is now.
    func record(_ number: Int) throws -> JobRecord {
        if let job = try ledger.job(number) { return job }
        throw Self.isGone(number)
    }

    nonisolated static func isGone(_ number: Int) -> ErrorReport {
        ErrorReport("not-found", "there is no job \(number) any more", hint: "uaectl list")
    }
}
