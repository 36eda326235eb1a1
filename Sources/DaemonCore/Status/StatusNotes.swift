// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Ledger

/// Keeps the status notes beside claims up to date, on another thread and not too often.
@DaemonActor final class StatusNotes: TurnPart {
    /// The minimum time between two rounds.
    private static let pause = Duration.seconds(5)

    private let context: DaemonContext
    private let jobs: JobsAtWork
    private let snapshots: Snapshots
    private var files: StatusFiles
    private var isWriting = false
    private var writtenAt = ContinuousClock.now
    /// The event up to which the notes are right; nil if a job was too young for a note.
    private var writtenTo: Int? = 0

    init(_ context: DaemonContext, _ jobs: JobsAtWork, _ snapshots: Snapshots) {
        (self.context, self.jobs, self.snapshots) = (context, jobs, snapshots)
        files = StatusFiles(disk: context.life.disk)
    }

    func delay(after now: Moment) -> Double? {
        guard !isWriting, hasNews else { return nil }
        return max(0, (Self.pause - (.now - writtenAt)) / .seconds(1))
    }

    /// Notes show the progress of running jobs, so there is always news while one runs.
    private var hasNews: Bool { !jobs.running.isEmpty || writtenTo != (try? context.ledger.lastEvent()) }

    func tick(_ now: Moment) {
        guard !isWriting, .now - writtenAt >= Self.pause else { return }
        (writtenAt, writtenTo) = (.now, try? context.ledger.lastEvent())
        isWriting = true
        Task {
            let (files, isComplete) = await Background.run { [files, snapshot = snapshots.current] in
                var files = files
                let isComplete = (try? files.write(snapshot, at: now.wall)) ?? false
                return (files, isComplete)
            }
            self.files = files
            if !isComplete { writtenTo = nil }
            isWriting = false
            context.announce()
            if hasNews { context.wake() }
        }
    }

    var isBusy: Bool { isWriting }
}
