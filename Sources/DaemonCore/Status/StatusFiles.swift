// SPDX-License-Identifier: Apache-2.0
import Durability
import FoundationEssentials
import JobRecords
import Jobs

/// The notes `NAME.jobN.status.txt` beside claims. They say how a job is to people who see no more of uaed than a shared folder.
struct StatusFiles: Sendable {
    fileprivate struct Note: Sendable, Equatable {
        var path: String
        /// Without the line that says when it was written.
        var text: String
    }

    /// The seconds that a job is open before it gets a note.
    static let youth = 5.0
    /// The maximum number of jobs with a note in each state; the jobs that are next in line have one.
    private static let mostNotes = 100

    let disk: any Disk
    /// What is on the disk, by job.
    private var notes: [Int: Note] = [:]

    init(disk: any Disk) { self.disk = disk }

    /// Writes new notes and removes those of jobs that are over. A note that cannot be written is left out, because it is only
    /// a courtesy.
    ///
    /// - Returns: true if no job was too young for a note.
    /// - Throws: what the ledger throws; every note stays as it is then.
    mutating func write(_ snapshot: JobSnapshot, at now: Date) throws -> Bool {
        let jobs = try snapshot.ledger.firstOpenJobs(inEach: Self.mostNotes, by: snapshot.share)
        let old = jobs.filter { now.timeIntervalSince($0.claimed) >= Self.youth }
        var wanted = Dictionary(uniqueKeysWithValues: try old.map { ($0.number, try Note($0, snapshot)) })
        repeat {
            update(wanted, now)
            // A job that ended meanwhile removed its note, perhaps before it was written.
            for number in notes.keys where Self.isOver(number, snapshot.ledger) { wanted[number] = nil }
        } while notes.keys.contains { wanted[$0] == nil }
        return old.count == jobs.count
    }

    /// False if the ledger does not answer.
    private static func isOver(_ job: Int, _ ledger: some JobStore) -> Bool {
        (try? ledger.job(job)?.state.isFinal ?? true) ?? false
    }

    private mutating func update(_ wanted: [Int: Note], _ now: Date) {
        for (job, note) in notes where wanted[job]?.path != note.path {
            try? disk.removeNote(note.path, isKnown: true)
        }
        notes = notes.filter { wanted[$0.key]?.path == $0.value.path }
        for (job, note) in wanted where notes[job] != note || isGone(note) {
            let line = "Written at \(now.formatted(.iso8601)), anew when it changes.\n"
            if (try? disk.writeWhole(Array((note.text + line).utf8), to: note.path)) != nil { notes[job] = note }
        }
    }

    /// True if a person, or the job's end, has removed the note.
    private func isGone(_ note: Note) -> Bool {
        do { return try disk.status(note.path) == nil } catch { return false }
    }
}

extension StatusFiles.Note {
    fileprivate init(_ job: JobRecord, _ snapshot: JobSnapshot) throws {
        let explanation = try snapshot.explain(job)
        let lines =
            ["\(job.name) is job \(job.number): \(explanation.state)"] + explanation.reasons
            + [explanation.hint].compactMap(\.self)
        self.init(path: job.statusFile, text: lines.joined(separator: "\n") + "\n\n")
    }
}
