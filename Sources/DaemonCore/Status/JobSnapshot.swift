// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import JobRecords
import Jobs
import Ledger

/// Reports how jobs are and why, from the ledger's records and what the daemon knew at one moment. It can be used on another
/// thread, for many jobs.
struct JobSnapshot: Sendable {
    let ledger: Ledger
    let diskBudget: DiskBudget
    let clock: SteadyClock
    let maxRunningJobs: Int
    let pause: PauseRecord?
    let share: FairShare
    /// The jobs with a worker, and the progress that it has reported.
    let running: [Int: Progress?]
    /// When jobs that wait for the rest of their files are looked at next, by the steady clock.
    let nextLooks: [Int: Date]

    /// The number of jobs that are read at once, during which others wait for the ledger.
    private static let portion = 100

    /// Returns jobs with a lower number than `before`, newest first. One that changes its state meanwhile may be left out of a
    /// list by state.
    func jobs(in state: JobState?, before: Int, limit: Int) throws -> [JobReport] {
        var (reports, before) = ([JobReport](), before)
        while reports.count < limit {
            let jobs = try ledger.jobs(in: state, before: before, limit: min(Self.portion, limit - reports.count))
            guard let last = jobs.last else { break }
            reports += jobs.map(report)
            before = last.number
        }
        return reports
    }

    func report(_ job: JobRecord) -> JobReport {
        JobReport(
            number: job.number, name: job.name, inbox: job.inbox, state: job.state.rawValue, reason: job.reason,
            failure: job.failure, progress: progress(of: job)?.report(),
            inspection: job.inspection.map(InspectionReport.init), summary: job.summary.map(SummaryReport.init),
            warnings: job.warnings, priority: job.priority, arrival: job.arrival.rawValue, deaths: job.deaths,
            owner: OwnerReport(uid: Int(job.ownerUid), user: Account.name(of: job.ownerUid)),
            times: TimesReport(
                claimed: job.claimed, queued: job.queued, started: job.started, finished: job.finished,
                nextLook: nextLook(of: job)),
            paths: PathsReport(
                claim: job.claim, result: job.result, log: job.folder.log,
                reason: job.state == .failed ? job.reasonFile : nil), manifestDigest: job.manifestDigest)
    }

    func explain(_ job: JobRecord) throws -> Explanation {
        let report = report(job)
        return Explanation(
            subject: "job \(job.number) (\(job.name))", state: report.stateWithReason,
            reasons: try reasons(job) + job.warnings.map { "warning: \($0)" }, hint: job.failure?.hint,
            nextLook: report.times.nextLook ?? (job.state == .queued ? pause?.until : nil), job: report)
    }

    private func reasons(_ job: JobRecord) throws -> [String] {
        switch job.state {
        case .inspecting:
            return [
                running[job.number] == nil
                    ? "waits for one of \(Configuration.inspections) inspections"
                    : "its dataset and checkpoint are looked at"
            ]
        case .queued:
            return [pause?.words].compactMap(\.self) + [
                "waits for its turn: \(counted(try ledger.countAhead(of: job, by: share), "job is", "jobs are")) before it, "
                    + "\(maxRunningJobs) may run at once (max_running_jobs)"
            ] + [diskBudget.words(for: job)].compactMap(\.self)
        case .running: return ["is being computed" + (progress(of: job).map { ": \($0.words)" } ?? "")]
        case .publishing: return ["its result is being written to \(job.result)"]
        case .held: return ["is held until it is released: uaectl release \(job.number)"]
        case .waiting: return ["waits: \(job.failure?.description ?? "for a reason that is not known")"]
        case .failed: return [job.failure?.description ?? "failed", "its input stays at \(job.claim)"]
        case .cancelled: return ["was cancelled; its input stays at \(job.claim)"]
        case .published:
            let twin = job.reason == JobReason.duplicate ? "the same was computed before: " : ""
            return [twin + "its result is \(job.result)"]
        }
    }

    // If the record and the snapshot differ, the record decides, because it may be younger.

    private func progress(of job: JobRecord) -> Progress? {
        job.state.hasWorker ? running[job.number] ?? nil : nil
    }

    private func nextLook(of job: JobRecord) -> Date? {
        job.state == .waiting ? nextLooks[job.number].map(clock.shown) ?? job.nextLook : job.nextLook
    }
}

extension PauseRecord {
    /// A sentence for a job in line.
    fileprivate var words: String {
        let end = until.map { "until \($0.formatted(.iso8601))" } ?? "until uaectl resume"
        return "uaed is paused \(end): nothing new is computed"
    }
}

extension Progress {
    fileprivate var words: String { "\(Int(saturating: done)) of \(total) samples, \(chunksDone) of \(chunks) chunks" }
}
