// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import JobRecords
import Jobs

/// `NAME.jobN.status.txt` beside a claim: how the job is, for people who see no more of uaed than a shared folder.
struct StatusFiles: Sendable {
    fileprivate struct Note: Sendable, Equatable {
        var path: String
        /// Without the line that says when it was written.
        var text: String
    }

    /// Seconds a job is open before it is told of.
    static let youth = 5.0
    /// Jobs that are told of in each state: those that come first.
    private static let mostTold = 100

    let disk: any Disk
    /// What stands on the disk, by job.
    private var notes: [Int: Note] = [:]

    init(disk: any Disk) { self.disk = disk }

    /// Writes what is new and takes away what is over. Whoever cannot be told is left alone: it is a courtesy.
    ///
    /// - Returns: whether there was nothing that is too young to be told of.
    /// - Throws: what the ledger says; then every note stays as it is.
    mutating func tell(_ snapshot: JobSnapshot, at now: Date) throws -> Bool {
        let jobs = try snapshot.ledger.firstOpenJobs(inEach: Self.mostTold, by: snapshot.share)
        let told = jobs.filter { now.timeIntervalSince($0.claimed) >= Self.youth }
        var wanted = Dictionary(uniqueKeysWithValues: try told.map { ($0.number, try Note($0, snapshot)) })
        repeat {
            bring(wanted, now)
            // A job that ended meanwhile took its note away, perhaps before it was written.
            for number in notes.keys where Self.isOver(number, snapshot.ledger) { wanted[number] = nil }
        } while notes.keys.contains { wanted[$0] == nil }
        return told.count == jobs.count
    }

    /// Not where the ledger does not answer.
    private static func isOver(_ job: Int, _ ledger: some JobStore) -> Bool {
        (try? ledger.job(job)?.state.isFinal ?? true) ?? false
    }

    private mutating func bring(_ wanted: [Int: Note], _ now: Date) {
        for (job, note) in notes where wanted[job]?.path != note.path {
            try? disk.removeNote(note.path, isKnown: true)
        }
        notes = notes.filter { wanted[$0.key]?.path == $0.value.path }
        for (job, note) in wanted where notes[job] != note || isGone(note) {
            let line = "Written at \(now.formatted(.iso8601)), anew when it changes.\n"
            if (try? disk.writeWhole(Array((note.text + line).utf8), to: note.path)) != nil { notes[job] = note }
        }
    }

    /// A person deleted it, or the job's end did.
    private func isGone(_ note: Note) -> Bool {
        do { return try disk.status(note.path) == nil } catch { return false }
    }
}

extension StatusFiles.Note {
    fileprivate init(_ job: JobRecord, _ snapshot: JobSnapshot) throws {
        let said = try snapshot.explain(job)
        let lines = ["\(job.name) is job \(job.number): \(said.state)"] + said.reasons + [said.hint].compactMap(\.self)
        self.init(path: job.statusFile, text: lines.joined(separator: "\n") + "\n\n")
    }
}
