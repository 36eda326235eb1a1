// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import FoundationEssentials
import JobRecords

/// The steps of a job's life that change its record and its input's name. Other code decides which workers start, and
/// when.
public struct JobLife: Sendable {
    /// Successive worker deaths without a finished chunk that quarantine a job.
    static let mostDeaths = 3

    /// The ledger, or a substitute in tests.
    public let store: any JobStore
    public let disk: any Disk

    /// Memberwise initialiser.
    public init(store: any JobStore, disk: any Disk = LocalDisk()) {
        self.store = store
        self.disk = disk
    }

    /// Accepts an inspected bundle: queues the job, or publishes it at once if the same was computed before.
    ///
    /// - Throws: `Failure`, refused `earlier-changed`, if the earlier result that it goes on from is not what that
    ///   result's job published.
    public func accept(_ job: JobRecord, _ inspection: Inspection) throws -> JobRecord {
        try checkEarlier(inspection, in: job.outboxPath)
        var job = job
        // The inspection has removed the chunks of other inputs or settings.
        if job.isOther(than: inspection) { job.chunksAtLastDeath = 0 }
        // A priority that a person has set is kept.
        if job.priority == job.inspection?.priority ?? 0 { job.priority = inspection.priority }
        job.inspection = inspection
        job.warnings = inspection.warnings
        job.datasetDigest = inspection.datasetDigest
        job.checkpointDigest = inspection.checkpointDigest
        job.settingsDigest = inspection.settingsDigest
        if !inspection.force, let twin = try twin(of: job) {
            job.outboxName = twin.outboxName
            job.outboxPath = twin.outboxPath
            (job.summary, job.manifestDigest) = (twin.summary, twin.manifestDigest)
            return try end(
                job, .published, reason: JobReason.duplicate,
                message: "the same dataset, checkpoint and settings were published by job \(twin.number): "
                    + "\(twin.result); force = true computes it again")
        }
        job.queued = .now
        return try move(job, to: .queued)
    }

    /// People may write in an outbox, so a result there is believed only if its manifest is the one in its job's
    /// record.
    private func checkEarlier(_ inspection: Inspection, in outbox: String) throws {
        guard let name = inspection.earlierName, let digest = inspection.earlierDigest else { return }
        guard try store.publishedJob(as: name, in: outbox)?.manifestDigest != digest else { return }
        throw Failure.refused(
            "earlier-changed",
            "earlier = \"\(name)\": this folder of the outbox is not what uaed published under the name",
            hint: "where you know whose it is, bring it in the bundle: cp -r '\(outbox)/\(name)' into its folder",
            file: "\(outbox)/\(name)")
    }

    /// A published job with equal digests whose result is still in place.
    private func twin(of job: JobRecord) throws -> JobRecord? {
        guard let dataset = job.datasetDigest, let checkpoint = job.checkpointDigest, let settings = job.settingsDigest
        else { return nil }
        return try store.published(dataset: dataset, checkpoint: checkpoint, settings: settings).first { twin in
            try twin.number != job.number
                && Publication.stands(twin.result, digest: twin.manifestDigest, on: disk)
        }
    }

    /// Puts the job into another state, and clears its reason and failure.
    ///
    /// - Parameters:
    ///   - message: for the event log.
    ///   - isNews: if false, no event is recorded.
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

    /// Moves files of a loose bundle that were dropped after its claim into the claim, and reads the claim's tree.
    ///
    /// - Returns: nil if the claim is gone.
    /// - Throws: environment `input-changed`; or the disk's failure.
    public func walkIncomplete(_ job: JobRecord) throws -> TreeSignature? {
        guard let claim = try input(of: job) else { return nil }
        try Claiming(disk: disk, inbox: job.inboxPath).takeInLateFiles(job, claim)
        return try TreeSignature([job.path(.claimed)], in: claim)
    }

    /// Parks the job until its reason has passed: the dataset is not to blame for its environment.
    ///
    /// - Parameters:
    ///   - nextLook: the time of the next try.
    ///   - isNews: if false, no event is recorded, because the same one was recorded before.
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

    /// Handles a worker that ended without a final event. Three deaths without a finished chunk between them quarantine
    /// the job.
    ///
    /// - Parameters:
    ///   - madeProgress: whether the worker reported a finished chunk. A chunk that it could not report any more, or
    ///     that it reported to a daemon that is gone, is found on the disk.
    ///   - how: completes "the worker …".
    ///   - log: the end of its log; may be empty.
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
