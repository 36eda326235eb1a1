import Durability
import Failures
import Foundation

/// The steps of a job's life that change its record and its input's name. Who starts workers, and when, is another's
/// matter.
public struct JobLife: Sendable {
    /// Deaths in a row without a finished chunk that quarantine a job (CONTRACTS: crash-only).
    static let mostDeaths = 3

    public let store: any JobStore
    public let disk: any Disk

    public init(store: any JobStore, disk: any Disk = LocalDisk()) {
        self.store = store
        self.disk = disk
    }

    // MARK: Beginning

    /// Claims a bundle and records it. The outbox name is reserved in the same transaction.
    public func claim(_ candidate: Candidate, _ arrival: Arrival, in inbox: InboxPlace) throws -> JobRecord {
        let owner = try disk.status(inbox.path + "/" + (candidate.entries.first ?? ""))?.owner ?? 0
        let number = try store.takeNumber()
        _ = try Claiming(disk: disk).claim(candidate, in: inbox.path, as: number)
        return try begin(number, candidate.name, inbox, owner: owner, arrival)
    }

    func begin(
        _ number: Int, _ name: String, _ inbox: InboxPlace, owner: UInt32, _ arrival: Arrival
    ) throws -> JobRecord {
        let job = try draft(number, name, inbox, owner: owner, arrival)
        try store.save(job, JobEvent("claimed", of: job, message: "\(name) is job \(number) (\(arrival.rawValue))"))
        return job
    }

    /// A job that is not recorded yet; its outbox name is free until it is.
    public func draft(
        _ number: Int, _ name: String, _ inbox: InboxPlace, owner: UInt32, _ arrival: Arrival
    ) throws -> JobRecord {
        JobRecord(
            number: number, name: name, inbox: inbox.name, inboxPath: inbox.path, outboxPath: inbox.outbox,
            outboxName: try freeName(name, in: inbox.outbox), ownerUid: owner, arrival: arrival, claimed: .now)
    }

    /// NAME, else NAME-2, NAME-3, …: neither in the outbox nor reserved.
    func freeName(_ name: String, in outbox: String) throws -> String {
        var candidate = name
        var count = 1
        while try store.isReserved(candidate, in: outbox) || disk.status(outbox + "/" + candidate) != nil {
            count += 1
            candidate = "\(name)-\(count)"
        }
        return candidate
    }

    // MARK: Middle

    /// Accepted: queued, or published at once where the same was computed before.
    public func accept(_ job: JobRecord, _ inspection: Inspection) throws -> JobRecord {
        var job = job
        // What was begun with other bytes is of no use.
        if job.isOther(than: inspection) {
            try clear(job)
            job.chunksAtLastDeath = 0
        }
        // What a person has moved stays where it is.
        if job.priority == job.inspection?.priority ?? 0 { job.priority = inspection.priority }
        job.inspection = inspection
        job.warnings = inspection.warnings
        job.datasetDigest = inspection.datasetDigest
        job.checkpointDigest = inspection.checkpointDigest
        job.settingsDigest = inspection.settingsDigest
        if !inspection.force, let twin = try twin(of: job) {
            job.outboxName = twin.outboxName
            job.outboxPath = twin.outboxPath
            job.summary = twin.summary
            return try end(
                job, .published, reason: JobReason.duplicate,
                message: "the same dataset, checkpoint and settings were published by job \(twin.number): "
                    + "\(twin.result); force = true computes it again")
        }
        job.queued = .now
        return try move(job, to: .queued)
    }

    /// A published job of equal digests whose result still stands.
    private func twin(of job: JobRecord) throws -> JobRecord? {
        guard let dataset = job.datasetDigest, let checkpoint = job.checkpointDigest, let settings = job.settingsDigest
        else { return nil }
        return try store.published(dataset: dataset, checkpoint: checkpoint, settings: settings).first { twin in
            twin.number != job.number && RunReport.read(twin.result, disk: disk)?.job == twin.number
        }
    }

    /// - Parameter message: for the event log.
    /// - Parameter isNews: with false the event log does not tell it.
    public func move(
        _ job: JobRecord, to state: JobState, message: String? = nil, isNews: Bool = true
    ) throws -> JobRecord {
        var job = job
        job.state = state
        job.reason = nil
        job.failure = nil
        job.nextLook = nil
        if state != .inspecting { job.waitingSince = nil }
        try store.save(job, isNews ? JobEvent("state", of: job, message: message) : nil)
        return job
    }

    /// Takes in the rest of a loose bundle, where it was dropped after the claim, and walks through the claim.
    ///
    /// - Returns: nil where the claim is gone.
    public func walkIncomplete(_ job: JobRecord) throws -> TreeSignature? {
        let claim = job.path(.claimed)
        guard try disk.status(claim) != nil else { return nil }
        try Claiming(disk: disk).takeInLateFiles(job.name, into: claim, in: job.inboxPath)
        return try TreeSignature([claim], disk: disk)
    }

    /// Parked until its reason is over: the environment is not the dataset's fault.
    ///
    /// - Parameter isNews: with false the event log does not tell it: the same was told before.
    public func park(
        _ job: JobRecord, _ failure: Failure, nextLook: Date, isNews: Bool = true
    ) throws -> JobRecord {
        var job = job
        job.state = .waiting
        job.reason = JobReason.waiting(for: failure)
        job.failure = failure
        job.waitingSince = job.waitingSince ?? .now
        job.nextLook = nextLook
        (job.workerPid, job.workerStart) = (nil, nil)
        try store.save(job, isNews ? JobEvent("state", of: job, message: failure.description) : nil)
        return job
    }

    /// A worker ended without a word. Three deaths without a finished chunk between them: quarantined.
    ///
    /// - Parameter madeProgress: it said that it finished a chunk. One that it could not tell any more, or that was told to
    ///   a daemon that is gone, is seen on the disk.
    public func workerDied(_ job: JobRecord, madeProgress: Bool, how: String, log: String) throws -> JobRecord {
        var job = job
        let chunks = (try? job.folder.durableChunks(on: disk)) ?? job.chunksAtLastDeath
        let cameFurther = madeProgress || chunks > job.chunksAtLastDeath
        job.deaths += 1
        job.deathsWithoutProgress = cameFurther ? 1 : job.deathsWithoutProgress + 1
        job.chunksAtLastDeath = chunks
        (job.workerPid, job.workerStart) = (nil, nil)
        try store.save(job, JobEvent("death", of: job, message: "the worker \(how)"))
        guard job.deathsWithoutProgress >= Self.mostDeaths else {
            return try move(job, to: job.inspection == nil ? .inspecting : .queued)
        }
        let failure = Failure(
            .fault, code: "quarantined",
            "the worker died \(job.deathsWithoutProgress) times without finishing a chunk; at last it \(how)",
            hint: "look at its log: uaectl logs \(job.number)", cause: log.isEmpty ? nil : log)
        return try end(job, .failed, reason: JobReason.quarantined, failure: failure)
    }
}
