// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Foundation
import Jobs

extension Daemon {
    /// Has the inboxes read in which something happened or is due; all of them when a rescan is.
    func scanInboxes(_ now: Date) {
        for event in news.take() { take(event) }
        // The surveys under way end with a turn: what is due meanwhile is seen to then.
        guard !isSurveying else { return }
        let isRescan = rescanAsked || (lastScan.map { now.timeIntervalSince($0) >= configuration.rescan } ?? true)
        rescanAsked = false
        if isRescan {
            touched = Set(intakes.map(\.inbox.path))
            if lastScan != nil { rescans += 1 }
            lastScan = now
            // Told again by the refresh where it is still so.
            degraded = degraded.filter { !$0.key.hasPrefix("watch ") && !$0.key.hasPrefix("ledger ") }
            watcher?.refresh()
            tellLedgersSetAside()
            keepLedgerInPlace()
            chargeRunning()
            startCleaning(.now)
            startUpkeep(.now)
            startMeasuring()
            startWritingMetrics()
        }
        let due = intakes.indices.filter {
            touched.contains(intakes[$0].inbox.path) || intakes[$0].nextLook.map { $0 <= now } == true
        }
        touched = []
        guard !due.isEmpty, !isLedgerLost else { return }
        isSurveying = true
        Task { await survey(due, isRescan: isRescan) }
    }

    /// One inbox after the other, beside the turns.
    private func survey(_ due: [Int], isRescan: Bool) async {
        for index in due where !isStopping {
            let survey = Survey(
                of: intakes[index], notices: notices[index], at: roots[index], isRescan: isRescan, life: life,
                logger: logger,
                isStopping: { [ending] in ending.isSet }, claimed: { [weak self] in self?.wake() })
            guard let done = try? await surveying.run({ [clock] in survey.done(clock) }) else { continue }
            var looked = done.intake
            // A reload may have come meanwhile.
            (looked.settle, looked.inbox) = (intakes[index].settle, intakes[index].inbox)
            intakes[index] = looked
            notices[index] = done.notices
            for outcome in done.outcomes { note(outcome.subject, outcome.error) }
        }
        isSurveying = false
        announce()
        turn()
    }

    private func tellLedgersSetAside() {
        let opening = LedgerOpening(state: configuration.state, disk: life.disk)
        for path in (try? opening.setAside()) ?? [] {
            degraded["ledger \(path)"] =
                "a damaged ledger was moved aside, and its jobs were found again by their records: look at it, "
                + "then rm '\(path)'*"
        }
    }

    private func take(_ event: WatchEvent) {
        switch event {
        case .changed(let inbox, let entry):
            took(entry, in: inbox)
        case .trouble:
            tellWatchTrouble()
        case .overflow:
            tellWatchTrouble()
            overflows += 1
            rescanAsked = true
            logger.warning("events were lost: every inbox is read afresh")
        case .watchLimit:
            degraded["watch limit"] =
                "not every folder is watched, the limit fs.inotify.max_user_watches is reached: rescans find changes "
                + "within \(Int(configuration.rescan)) s; sysctl -w fs.inotify.max_user_watches=524288 raises it"
        case .unwatched(let path, let reason):
            degraded["watch \(path)"] =
                "not watched, rescans find changes within \(Int(configuration.rescan)) s: \(path): \(reason)"
        }
    }

    private func took(_ entry: String, in inbox: String) {
        guard let claim = ClaimName(entry) else {
            // Hidden entries are none that a scan looks at: copies under way, our own among them.
            if !entry.isHidden { touched.insert(inbox) }
            return
        }
        // What happens in a claim is looked at with the waiting jobs, in the same turn.
        if claim.isInput { touchedClaims.insert(claim.job) }
    }

    /// What `uaed-watch` cannot do just now; it is started again by itself.
    private func tellWatchTrouble() {
        let trouble = watcher?.trouble.map {
            "\($0): until it runs, inboxes are read every \(Int(configuration.rescan)) s only"
        }
        if let trouble, trouble != degraded["watching"] { logger.warning("nothing is watched: \(trouble)") }
        degraded["watching"] = trouble
    }

    /// Watches first, then the first scan: nothing can fall between.
    package func startWatching() async throws {
        let surroundings = Watcher.Surroundings(
            program: Watcher.usualProgram(), looks: intakes.map(\.looks), now: { [clock] in clock.now })
        let watcher = try Watcher(surroundings) { [weak self] event in self?.wake(event) }
        self.watcher = watcher
        await watcher.start()
    }
}
