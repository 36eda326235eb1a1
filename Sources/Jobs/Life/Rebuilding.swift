import Durability
import Failures
import Foundation

/// The records of jobs that no ledger knows, made again from what lies on the disks: claims with their last names, the
/// reasons beside failed ones, and the reports of results.
struct Rebuilding {
    let disk: any Disk
    private var claims: [Int: (name: ClaimName, inbox: InboxPlace)] = [:]
    private var reports: [Int: (report: RunReport, outbox: String)] = [:]
    private let inboxes: [InboxPlace]

    init(_ inboxes: [InboxPlace], disk: any Disk) throws {
        self.disk = disk
        self.inboxes = inboxes
        for inbox in inboxes {
            for claim in try disk.names(in: inbox.path).compactMap(ClaimName.init)
            where claim.isInput && JobLife.isBelieved(claim.job) {
                if claims[claim.job] == nil { claims[claim.job] = (claim, inbox) }
            }
            for report in try found(in: inbox.outbox) {
                if let job = report.job, JobLife.isBelieved(job) { reports[job] = (report, inbox.outbox) }
            }
        }
    }

    /// Those in published folders, and the copies in the job folders: a person may have taken the result away.
    private func found(in outbox: String) throws -> [RunReport] {
        let folders = JobFolder.all(in: outbox)
        let jobs = try disk.status(folders) == nil ? [] : disk.names(in: folders).compactMap { Int($0) }
        let copies = try jobs.compactMap { job in
            try JobRun.published(JobFolder(outbox: outbox, job: job), as: job, at: "", disk: disk)
        }
        let published = try disk.names(in: outbox).filter { !$0.isHidden }
            .compactMap { RunReport.read(outbox + "/" + $0, disk: disk) }
        return copies + published
    }

    /// The highest number in use; 0 where there is none.
    var lastNumber: Int { max(claims.keys.max() ?? 0, reports.keys.max() ?? 0) }

    /// Jobs that are over, in order of their numbers. Open ones are taken up by their claims.
    func finished() throws -> [JobRecord] {
        try Set(claims.keys).union(reports.keys).sorted().compactMap { number in
            if let found = reports[number] { return published(number, found.report, found.outbox) }
            return try claims[number].flatMap { try ended($0.name, $0.inbox) }
        }
    }

    private func published(_ number: Int, _ report: RunReport, _ outbox: String) -> JobRecord? {
        let told = report.provenance
        let mates = inboxes.filter { $0.outbox == outbox }
        guard let inbox = claims[number]?.inbox ?? mates.first(where: { $0.name == told.inbox }) ?? mates.first else {
            return nil
        }
        var job = JobRecord(
            number: number, name: claims[number]?.name.bundle ?? told.bundle ?? report.name, inbox: inbox.name,
            inboxPath: inbox.path, outboxPath: outbox, outboxName: report.name, state: .published,
            ownerUid: UInt32(clamping: told.ownerUid ?? 0),
            arrival: told.arrival.flatMap(Arrival.init) ?? .settled, claimed: told.claimed ?? report.started)
        (job.started, job.finished, job.deaths) = (report.started, report.finished, told.deaths ?? 0)
        (job.summary, job.warnings) = (report.summary, report.summary.warnings)
        (job.datasetDigest, job.checkpointDigest) = (told.datasetDigest, told.checkpointDigest)
        job.settingsDigest = told.settingsDigest
        return job
    }

    private func ended(_ claim: ClaimName, _ inbox: InboxPlace) throws -> JobRecord? {
        guard claim.suffix != .claimed, let status = try disk.status(inbox.path + "/" + claim.name) else { return nil }
        // The rename to its last name was the last change of the folder itself.
        let end = Date(timeIntervalSince1970: Double(status.changed) / 1e9)
        var job = JobRecord(
            number: claim.job, name: claim.bundle, inbox: inbox.name, inboxPath: inbox.path, outboxPath: inbox.outbox,
            outboxName: claim.bundle, ownerUid: status.owner, arrival: .settled, claimed: end)
        job.finished = end
        switch claim.suffix {
        case .failed:
            let why = FailedReason.read(job.reasonFile, disk: disk)
            (job.state, job.reason, job.failure) = (.failed, why?.reason ?? JobReason.error, why?.failure)
        case .cancelled: job.state = .cancelled
        // Published, and no report of its own: it had been computed before.
        default: (job.state, job.reason) = (.published, JobReason.duplicate)
        }
        return job
    }
}

extension JobLife {
    /// Fills a ledger that is new with the jobs that earlier ones knew.
    ///
    /// The event comes last: killed before it, the next start begins again, with the same records.
    func rebuild(_ inboxes: [InboxPlace]) throws -> [String] {
        guard try store.lastEvent() == 0 else { return [] }
        let lost = try Rebuilding(inboxes, disk: disk)
        if lost.lastNumber > 0 { try store.numbersGoOn(above: lost.lastNumber) }
        let jobs = try lost.finished()
        guard !jobs.isEmpty else { return [] }
        for job in jobs { try store.save(job, nil) }
        let text =
            "the ledger was new: \(counted(jobs.count, "job was", "jobs were")) found by their claims and results"
        try store.append(JobEvent("rebuilt", message: text))
        return [text]
    }
}
