import Foundation
import Jobs

extension Daemon {
    /// Seconds a job is open before it is told of, and between two notes.
    static let statusPause = 5.0
    /// Jobs that are told of in each state: those that come first.
    private static let mostTold = 100

    /// The end of a telling under way wakes the daemon where there is more to tell.
    func statusLooks(_ now: Date) -> [Date] {
        guard !isTellingStatus, hasStatusNews else { return [] }
        return [now + max(0, Self.statusPause - (ContinuousClock.now - statusToldAt) / .seconds(1))]
    }

    /// Progress is told while something runs.
    private var hasStatusNews: Bool { !running.isEmpty || statusToldTo != (try? ledger.lastEvent()) }

    /// Beside the turns, not too often.
    func tellStatus(_ now: Date) {
        guard !isTellingStatus, ContinuousClock.now - statusToldAt >= .seconds(Self.statusPause) else { return }
        (statusToldAt, statusToldTo) = (.now, try? ledger.lastEvent())
        guard let wanted = try? statusNotes(now), !(wanted.isEmpty && statusFiles.notes.isEmpty) else { return }
        isTellingStatus = true
        Task {
            await tell(wanted, now)
            isTellingStatus = false
            if hasStatusNews { wake() }
        }
    }

    private func tell(_ wanted: [Int: StatusFiles.Note], _ now: Date) async {
        var wanted = wanted
        repeat {
            statusFiles = await Background.run { [files = statusFiles, wanted, disk = life.disk] in
                var files = files
                files.tell(wanted, at: now, disk: disk)
                return files
            }
            // A job that ended meanwhile took its note away, perhaps before it was written.
            let over = wanted.keys.filter { ((try? ledger.job($0))??.state.isFinal) ?? true }
            over.forEach { wanted[$0] = nil }
        } while statusFiles.notes.keys.contains { wanted[$0] == nil }
    }

    private func statusNotes(_ now: Date) throws -> [Int: StatusFiles.Note] {
        let states = JobState.allCases.filter { !$0.isFinal }
        let jobs = try states.flatMap { try ledger.firstJobs(in: $0, limit: Self.mostTold) }
        let told = jobs.filter { now.timeIntervalSince($0.claimed) >= Self.statusPause }
        if told.count < jobs.count { statusToldTo = nil }
        return try Dictionary(uniqueKeysWithValues: told.map { ($0.number, try statusNote($0)) })
    }

    private func statusNote(_ job: JobRecord) throws -> StatusFiles.Note {
        let said = try explain(job)
        let lines = ["\(job.name) is job \(job.number): \(said.state)"] + said.reasons + [said.hint].compactMap(\.self)
        return .init(path: job.statusFile, text: lines.joined(separator: "\n") + "\n\n")
    }
}
