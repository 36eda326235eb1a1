import Durability
import Failures
import Foundation

/// What a start finds: ledger and disk brought together again, whatever was killed when (docs/ARCHITECTURE.md has the
/// table).
extension JobLife {
    /// - Parameter inboxes: those of the configuration.
    /// - Returns: sentences for the log.
    public func recover(_ inboxes: [InboxPlace]) throws -> [String] {
        var notes = try rebuild(inboxes)
        for job in try store.openJobs() {
            notes += note("job \(job.number) (\(job.name))") { try recover(job) }
        }
        for inbox in inboxes {
            removeTemporaries(inbox)
            notes += try recoverClaims(inbox)
        }
        return notes
    }

    /// Of notes and reasons that an earlier daemon was killed at.
    private func removeTemporaries(_ inbox: InboxPlace) {
        for name in (try? disk.names(in: inbox.path)) ?? [] where name.hasPrefix(".") && name.hasSuffix(".tmp") {
            let path = inbox.path + "/" + name
            let isOurs = ClaimName(String(name.dropFirst().dropLast(4)))?.isInput == false || name.hasPrefix(".uaed-")
            if isOurs, let status = try? disk.status(path), status.kind == .file, status.owner == geteuid() {
                try? disk.removeFile(path)
            }
        }
    }

    /// Claims on disk that the ledger does not know, or whose job is over: at a start, and at every rescan.
    public func recoverClaims(_ inbox: InboxPlace) throws -> [String] {
        var notes: [String] = []
        let claims = try disk.names(in: inbox.path).compactMap(ClaimName.init)
        notes += note(inbox.path) {
            if let last = claims.map(\.job).filter(Self.isBelieved).max() { try store.numbersGoOn(above: last) }
            return nil
        }
        // Most claims are of jobs at their work: they need no look of their own.
        let open = claims.contains { !$0.isFinished } ? (try? store.openNames()) ?? [:] : [:]
        for claim in claims where claim.suffix == .claimed && open[claim.job] != claim.bundle {
            notes += note(claim.name) { try recover(claim, in: inbox) }
        }
        for claim in claims where claim.suffix == .status && open[claim.job] == nil {
            notes += note(claim.name) {
                // Told by an earlier daemon of a job that is over, or that no ledger knows.
                let isOver = try store.job(claim.job)?.state.isFinal ?? true
                if isOver { try disk.removeNote(inbox.path + "/" + claim.name) }
                return nil
            }
        }
        notes += note(JobFolder.all(in: inbox.outbox)) { try raiseNumbers(inbox) }
        return notes
    }

    /// Numbers that a name alone may bring into the ledger: anyone may give a folder such a name, and numbers only go up.
    static func isBelieved(_ job: Int) -> Bool { (1...1_000_000_000).contains(job) }

    /// One entry that cannot be put right must not keep the daemon from everything else.
    private func note(_ subject: String, _ body: () throws -> String?) -> [String] {
        do {
            return try body().map { [$0] } ?? []
        } catch {
            return ["\(subject): \((error as? Failure)?.description ?? "\(error)")"]
        }
    }

    /// A job that is not final and has no worker: published, lost, or in line again.
    public func recover(_ job: JobRecord) throws -> String? {
        if let report = try publishedReport(job) {
            _ = try published(job, report.summary)
            return "job \(job.number) (\(job.name)) had published its result"
        }
        guard try disk.status(job.path(.claimed)) != nil else {
            _ = try lost(job)
            return "job \(job.number) (\(job.name)): its input is gone"
        }
        guard job.state.hasWorker, job.state != .inspecting else { return nil }
        _ = try move(job, to: .queued, message: "goes on")
        return "job \(job.number) (\(job.name)) goes on"
    }

    /// The claimed input was renamed or deleted by someone.
    public func lost(_ job: JobRecord) throws -> JobRecord {
        let claim = job.path(.claimed)
        return try end(
            job, .failed, reason: JobReason.error,
            failure: Failure(
                .incomplete, code: "input-gone", "the claimed input was renamed or deleted: \(claim)",
                hint: "drop the bundle again", file: claim))
    }

    /// A claim on disk: of a final job it gets its last name; of no job it becomes one.
    private func recover(_ claim: ClaimName, in inbox: InboxPlace) throws -> String? {
        if let job = try store.job(claim.job), job.name == claim.bundle {
            if job.state.isFinal { try nameInput(job) }
            return nil
        }
        guard Self.isBelieved(claim.job) else {
            return "\(claim.name) in \(inbox.path) carries a number that no job has: left alone"
        }
        if let sign = claim.bundle.joiningSign {
            return
                "\(claim.name) in \(inbox.path) is of a name that begins or ends with \(sign), as no bundle may: left alone"
        }
        guard try Claiming(disk: disk).settle(claim, in: inbox.path) else {
            return "a half-made claim of \(claim.bundle) in \(inbox.path) was undone"
        }
        let owner = try disk.status(inbox.path + "/" + claim.name)?.owner ?? 0
        if let other = try store.job(claim.job), other.name != claim.bundle {
            return "\(claim.name) in \(inbox.path) carries the number of another job, \(other.name): left alone"
        }
        _ = try begin(claim.job, claim.bundle, inbox, owner: owner, .settled)
        return "the claim \(claim.name) was in no ledger: taken up as job \(claim.job)"
    }

    /// Job folders count too where the ledger was lost.
    private func raiseNumbers(_ inbox: InboxPlace) throws -> String? {
        let folder = JobFolder.all(in: inbox.outbox)
        guard try disk.status(folder) != nil else { return nil }
        let numbers = try disk.names(in: folder).compactMap { Int($0) }.filter(Self.isBelieved)
        if let last = numbers.max() { try store.numbersGoOn(above: last) }
        return nil
    }
}
