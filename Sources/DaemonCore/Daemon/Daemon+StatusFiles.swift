// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Daemon {
    /// Between two rounds of notes.
    private static let statusPause = Duration.seconds(5)

    /// The end of a round under way wakes the daemon where there is more to tell.
    func statusLooks(_ now: Date) -> [Date] {
        guard !isTellingStatus, hasStatusNews else { return [] }
        return [now + max(0, (Self.statusPause - (.now - statusToldAt)) / .seconds(1))]
    }

    /// Progress is told while something runs.
    private var hasStatusNews: Bool { !running.isEmpty || statusToldTo != (try? ledger.lastEvent()) }

    /// Beside the turns, not too often.
    func tellStatus(_ now: Date) {
        guard !isTellingStatus, .now - statusToldAt >= Self.statusPause else { return }
        (statusToldAt, statusToldTo) = (.now, try? ledger.lastEvent())
        isTellingStatus = true
        Task {
            let (files, isWhole) = await Background.run { [files = statusFiles, snapshot] in
                var files = files
                let isWhole = (try? files.tell(snapshot, at: now)) ?? false
                return (files, isWhole)
            }
            statusFiles = files
            if !isWhole { statusToldTo = nil }
            isTellingStatus = false
            announce()
            if hasStatusNews { wake() }
        }
    }
}
