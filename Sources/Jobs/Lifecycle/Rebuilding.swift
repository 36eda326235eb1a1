// SPDX-License-Identifier: Apache-2.0
import Base
import Durability
import JobRecords

/// Fills a new ledger with the jobs that earlier ledgers knew, from their records. Nothing is concluded from the
/// contents of inboxes and outboxes, because everybody may write there.
extension JobLife {
    /// Fills the ledger if it has no events.
    ///
    /// The event is saved last: if the daemon is killed before, the next start begins again with the same records.
    ///
    /// - Returns: sentences for the log.
    func rebuild(_ inboxes: [InboxPlace]) throws -> [String] {
        try goOnCounting(inboxes)
        guard try store.lastEvent() == 0 else { return [] }
        var (jobs, notes) = ([JobRecord](), [String]())
        for work in Self.works(inboxes) {
            let records = RecordFolder(work, on: disk)
            for number in try records.numbers() {
                // A record that cannot be read must not keep the others from being found.
                notes += note("record \(number)") {
                    if let job = try known(number, records) { jobs.append(job) }
                    return nil
                }
            }
        }
        guard !jobs.isEmpty else { return notes }
        for job in jobs { try store.save(job, nil) }
        let text = "the ledger was new: \(counted(jobs.count, "job was", "jobs were")) found by their records"
        try store.append(JobEvent("rebuilt", message: text))
        return notes + [text]
    }

    static func works(_ inboxes: [InboxPlace]) -> [WorkFolder] {
        Set(inboxes.map(\.work)).sorted { $0.path < $1.path }
    }

    private func goOnCounting(_ inboxes: [InboxPlace]) throws {
        let highest = try Self.works(inboxes).map { try RecordFolder($0, on: disk).highest() }.max() ?? 0
        if highest > 0 { try store.numbersGoOn(above: highest) }
    }

    /// The job of a record; nil if its claim was never made.
    private func known(_ number: Int, _ records: RecordFolder) throws -> JobRecord? {
        guard var job = try records.read(number) else { return nil }
        guard !job.state.isFinal else { return job }
        if try publication(of: job) == nil {
            if try !isBegun(job) { return nil }
            (job.state, job.summary, job.manifestDigest) = (.inspecting, nil, nil)
        }
        // What an earlier worker found is inspected again.
        (job.inspection, job.workerPid, job.workerStart) = (nil, nil, nil)
        return job
    }

    /// Whether the record's input was claimed. A claim that a crash cut off is completed; or it is undone, and its
    /// record removed.
    func isBegun(_ job: JobRecord) throws -> Bool {
        if try Claiming(disk: disk, inbox: job.inboxPath).finish(job) { return true }
        // The job folder exists, so the claim was made, and its owner has taken the input away.
        if try disk.status(job.folder.path) != nil { return true }
        try records(of: job).remove(job.number)
        return false
    }
}
