// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Durability
import Glibc
import JobRecords

/// Reconciles ledger, records and disks at a start, no matter at which step the last daemon was killed
/// (docs/design/durability.md has the table).
extension JobLife {
    /// - Parameter inboxes: those of the configuration, whose work folders are made.
    /// - Returns: sentences for the log.
    public func recover(_ inboxes: [InboxPlace]) throws -> [String] {
        for inbox in inboxes { try inbox.work.make(on: disk, passingOn: disk.status(inbox.outbox)) }
        var notes = try rebuild(inboxes)
        notes += try migrate(inboxes)
        for work in Self.works(inboxes) { notes += try takeUpRecords(work) }
        for job in try store.openJobs() {
            notes += note("job \(job.number) (\(job.name))") { try recover(job) }
        }
        for inbox in inboxes {
            removeTemporaries(inbox)
            notes += try recoverClaims(inbox)
        }
        return notes
    }

    /// Removes temporary files of status files and reasons that an earlier daemon was writing when it was killed.
    private func removeTemporaries(_ inbox: InboxPlace) {
        for name in (try? disk.names(in: inbox.path)) ?? [] where name.hasPrefix(".") && name.hasSuffix(".tmp") {
            let path = inbox.path + "/" + name
            let isOurs = ClaimName(String(name.dropFirst().dropLast(4)))?.isInput == false || name.hasPrefix(".uaed-")
            if isOurs, let status = try? disk.status(path), status.kind == .file, status.owner == geteuid() {
                try? disk.removeFile(path)
            }
        }
    }

    /// Takes up records of claims that a crash cut off before the ledger knew of them. Claims follow one another, so
    /// these are the records with the highest numbers.
    private func takeUpRecords(_ work: WorkFolder) throws -> [String] {
        let last = try store.jobs(in: nil, limit: 1).first?.number ?? 0
        let records = RecordFolder(work, on: disk)
        return try records.numbers().filter { $0 > last }.flatMap { number in
            note("record \(number)") { try records.read(number).flatMap(takeUp) }
        }
    }

    private func takeUp(_ job: JobRecord) throws -> String? {
        guard !job.state.isFinal else { return nil }
        guard try isBegun(job) else { return "a claim of \(job.name) in \(job.inboxPath) was cut off: undone" }
        _ = try begin(job)
        return "the claim of \(job.name) was in no ledger: taken up as job \(job.number)"
    }

    /// Handles claims on disk that the ledger does not know, or whose job is over: at a start, and at every rescan.
    ///
    /// - Returns: sentences for the log.
    public func recoverClaims(_ inbox: InboxPlace) throws -> [String] {
        var notes: [String] = []
        let names = try disk.names(in: inbox.path)
        let claims = names.compactMap(ClaimName.init)
        // Most claims belong to open jobs, and need no query of their own.
        let open = claims.contains { !$0.isFinished } ? (try? store.openNames()) ?? [:] : [:]
        for claim in claims where claim.suffix == .claimed && open[claim.job] != claim.bundle {
            notes += note(claim.name) { try recover(claim, in: inbox) }
        }
        for claim in claims where claim.suffix == .status && open[claim.job] == nil {
            notes += note(claim.name) {
                // Written by an earlier daemon for a job that is over, or that no ledger knows.
                let isOver = try store.job(claim.job)?.state.isFinal ?? true
                if isOver { try disk.removeNote(inbox.path + "/" + claim.name) }
                return nil
            }
        }
        for name in names where name.isHidden {
            guard let claim = Claiming.gathered(name), open[claim.job] == nil else { continue }
            notes += note(name) { try recover(gathered: claim, in: inbox) }
        }
        return notes
    }

    /// Runs `body`, and turns an error into a sentence: an entry that cannot be repaired must not keep the daemon from
    /// everything else.
    func note(_ subject: String, _ body: () throws -> String?) -> [String] {
        do {
            return try body().map { [$0] } ?? []
        } catch {
            return ["\(subject): \((error as? Failure)?.description ?? "\(error)")"]
        }
    }

    /// Decides what becomes of a job that is not final and has no worker: it was published, is over or lost, or goes
    /// on.
    ///
    /// - Returns: a sentence for the log; nil if nothing is worth one.
    public func recover(_ job: JobRecord) throws -> String? {
        if let job = try publication(of: job) {
            _ = try published(job)
            return "job \(job.number) (\(job.name)) had published its result"
        }
        // Its end was recorded, but the ledger does not know.
        if let record = try records(of: job).read(job.number), record.state.isFinal {
            _ = try end(record, record.state, reason: record.reason, failure: record.failure)
            return "job \(job.number) (\(job.name)) was over"
        }
        switch try ClaimedInput(of: job, at: job.path(.claimed), on: disk) {
        case .intact: break
        // The next check of its input parks it.
        case .changed: return nil
        case .gone:
            _ = try lost(job)
            return "job \(job.number) (\(job.name)): its input is gone"
        }
        guard job.state.hasWorker, job.state != .inspecting else { return nil }
        _ = try move(job, to: .queued, message: "goes on")
        return "job \(job.number) (\(job.name)) goes on"
    }

    /// Ends a job whose claimed input was renamed or deleted, or replaced by something that is not its owner's.
    public func lost(_ job: JobRecord) throws -> JobRecord {
        let claim = job.path(.claimed)
        return try end(
            job, .failed, reason: JobReason.error,
            failure: Failure(
                .incomplete, code: "input-gone",
                "the claimed input was renamed or deleted, or replaced by something that is not its owner's: \(claim)",
                hint: "drop the bundle again", file: claim))
    }

    /// Handles a folder for loose files that a crash left: if the job has a record, the claim is completed or undone;
    /// before the record is written the folder is empty, and removed.
    private func recover(gathered claim: ClaimName, in inbox: InboxPlace) throws -> String? {
        if let record = try record(of: claim, in: inbox) { return try takeUp(record) }
        let path = inbox.path + "/" + Claiming.gathering(claim.bundle, claim.job)
        guard let held = try disk.hold(path), held.identity.owner == geteuid(), try held.names(in: path).isEmpty else {
            return nil
        }
        try disk.removeFolder(path)
        return nil
    }

    /// The record of a claim that the ledger has missed; nil if there is none.
    private func record(of claim: ClaimName, in inbox: InboxPlace) throws -> JobRecord? {
        guard try store.job(claim.job) == nil, let record = try records(of: inbox).read(claim.job),
            record.name == claim.bundle, record.inboxPath == inbox.path, !record.state.isFinal
        else { return nil }
        return record
    }

    /// Handles a claim on disk. If its job is final, it gets its final name; if the ledger has missed its record, the
    /// job is taken up. A name alone makes no job, because anybody may give it.
    private func recover(_ claim: ClaimName, in inbox: InboxPlace) throws -> String? {
        if let job = try store.job(claim.job), job.name == claim.bundle, job.inboxPath == inbox.path {
            if job.state.isFinal { try nameInput(job) }
            return nil
        }
        if let record = try record(of: claim, in: inbox) { return try takeUp(record) }
        return
            "\(claim.name) in \(inbox.path) has a claim's name and is of no job: left alone (uaectl adopt has its owner, or "
            + "an administrator, make a job of it)"
    }
}
