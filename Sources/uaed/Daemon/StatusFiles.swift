import Durability
import Failures
import Foundation
import Jobs

/// `NAME.jobN.status.txt` beside a claim: how the job is, for people who see no more of uaed than a shared folder.
struct StatusFiles: Sendable {
    struct Note: Sendable, Equatable {
        var path: String
        /// Without the line that says when it was written.
        var text: String
    }

    /// What stands on the disk, by job.
    private(set) var notes: [Int: Note] = [:]

    /// A person deleted it, or the job's end did.
    private static func isGone(_ note: Note, _ disk: any Disk) -> Bool {
        do { return try disk.status(note.path) == nil } catch { return false }
    }

    /// Writes what is new and takes away what is over. Whoever cannot be told is left alone: it is a courtesy.
    mutating func tell(_ wanted: [Int: Note], at now: Date, disk: any Disk) {
        for (job, note) in notes where wanted[job]?.path != note.path {
            try? disk.removeNote(note.path, isKnown: true)
        }
        notes = notes.filter { wanted[$0.key]?.path == $0.value.path }
        for (job, note) in wanted where notes[job] != note || Self.isGone(note, disk) {
            let line = "Written at \(now.formatted(.iso8601)), anew when it changes.\n"
            if (try? disk.writeWhole(Array((note.text + line).utf8), to: note.path)) != nil { notes[job] = note }
        }
    }
}
