import ControlAPI
import Failures
import Foundation
import Jobs

extension Daemon {
    func explain(job word: String) throws -> Explanation { try explain(find(word)) }

    /// Anything in an inbox or outbox: by the entry of it that the path lies in.
    func explain(path: String) throws -> Explanation {
        let path = URL(fileURLWithPath: path).standardized.path
        guard let intake = intakes.first(where: { path.hasPrefix($0.inbox.path + "/") }) else {
            return try explain(elsewhere: path)
        }
        let entry = String(path.dropFirst(intake.inbox.path.count + 1).prefix { $0 != "/" })
        if let claim = ClaimName(entry), let job = try ledger.job(claim.job) { return try explain(job) }
        // What settled a moment ago may be claimed already by the survey under way.
        if let pending = intake.pending.first(where: { $0.covers(entry) }),
            try pending.nextLook == nil || life.disk.status(pending.path) != nil
        {
            return Explanation(path, pending, clock)
        }
        if IgnoredName.matches(entry) {
            return Explanation(
                subject: path, state: "ignored",
                reasons: ["names like this are never taken: hidden files, copies under way (.part, .tmp, ~)"],
                hint: "rename it when it is complete")
        }
        if try life.disk.status(intake.inbox.path + "/" + entry) != nil {
            wake()
            return Explanation(
                subject: path, state: "settling", reasons: ["has not been looked at yet"], nextLook: .now)
        }
        if let job = try ledger.newestJob(named: entry) { return try explain(job) }
        throw ErrorReport("not-found", "there is nothing at \(path), and no job of that name", hint: "uaectl list")
    }

    private func explain(elsewhere path: String) throws -> Explanation {
        for inbox in configuration.inboxes where path.hasPrefix(inbox.outbox + "/") {
            let name = String(path.dropFirst(inbox.outbox.count + 1).prefix { $0 != "/" })
            let report = RunReport.read(inbox.outbox + "/" + name, disk: life.disk)
            if let number = report?.job, let job = try ledger.job(number) { return try explain(job) }
        }
        let places = configuration.inboxes.map(\.path).joined(separator: ", ")
        throw ErrorReport(
            "not-found", "\(path) lies in no inbox; inboxes: \(places)", hint: "uaectl submit '\(path)' hands it over")
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
            return [pauseInWords].compactMap(\.self) + [
                "waits for its turn: \(counted(try ledger.countAhead(of: job), "job is", "jobs are")) before it, "
                    + "\(configuration.maxRunningJobs) may run at once (max_running_jobs)"
            ] + [roomInWords(for: job)].compactMap(\.self)
        case .running: return ["is being computed" + (running[job.number]?.progress.map { ": \($0.words)" } ?? "")]
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
}

extension PendingBundle {
    /// Whether an entry of the inbox belongs to it.
    fileprivate func covers(_ entry: String) -> Bool {
        entry == name || path.hasSuffix("/" + entry) || LooseBundle.stem(of: entry) == name
    }
}

extension Explanation {
    fileprivate init(_ path: String, _ pending: PendingBundle, _ clock: SteadyClock) {
        self.init(
            subject: path, state: pending.state, reasons: [pending.reason], hint: pending.hint,
            nextLook: pending.nextLook.map(clock.shown))
    }
}

extension Progress {
    fileprivate var words: String { "\(Int(saturating: done)) of \(total) samples, \(chunksDone) of \(chunks) chunks" }
}
