import Failures
import Foundation
import Jobs

extension Daemon {
    /// Reads the inboxes in which something happened or is due; all of them when a rescan is.
    func scanInboxes(_ now: Date) {
        let events = news.take()
        var touched: Set<String> = []
        for event in events { take(event, &touched) }
        let isRescan = rescanAsked || (lastScan.map { now.timeIntervalSince($0) >= configuration.rescan } ?? true)
        rescanAsked = false
        if isRescan || events.contains(.overflow) {
            touched = Set(intakes.map(\.inbox.path))
            if lastScan != nil { rescans += 1 }
            lastScan = now
            // Told again by the refresh where it is still so.
            degraded = degraded.filter { !$0.key.hasPrefix("watch ") && !$0.key.hasPrefix("ledger ") }
            watcher?.refresh()
            tellLedgersSetAside()
            takeUpClaims()
            startCleaning(now)
            startMeasuring()
        }
        for index in intakes.indices {
            let inbox = intakes[index].inbox
            guard touched.contains(inbox.path) || intakes[index].nextLook.map({ $0 <= now }) == true else { continue }
            attempt("inbox \(inbox.name)") {
                for job in try intakes[index].scan(at: now) {
                    logger.info("claimed", metadata: ["job": "\(job.number)", "name": "\(job.name)"])
                }
            }
        }
    }

    /// Claims that no job knows: their record failed after their rename.
    private func takeUpClaims() {
        for intake in intakes {
            attempt("claims of inbox \(intake.inbox.name)") {
                for note in try life.recoverClaims(intake.inbox) { logger.notice("\(note)") }
            }
        }
    }

    private func tellLedgersSetAside() {
        let opening = LedgerOpening(state: configuration.state, disk: life.disk)
        for path in (try? opening.setAside()) ?? [] {
            degraded["ledger \(path)"] =
                "a damaged ledger was moved aside, and its jobs were found again by their claims and results: look at it, "
                + "then rm '\(path)'*"
        }
    }

    private func take(_ event: WatchEvent, _ touched: inout Set<String>) {
        switch event {
        case .changed(let inbox, let entry):
            // What happens in a claim is looked at with the waiting jobs, in the same turn.
            if let claim = ClaimName(entry) { touchedClaims.insert(claim.job) } else { touched.insert(inbox) }
        case .renamedIn(let inbox, let entry):
            touched.insert(inbox)
            if let index = intakes.firstIndex(where: { $0.inbox.path == inbox }) {
                intakes[index].wasRenamedIn(entry)
            }
        case .overflow:
            overflows += 1
            logger.warning("events were lost: every inbox is read afresh")
        case .unwatched(let path, let reason):
            degraded["watch \(path)"] =
                "not watched, rescans find changes within \(Int(configuration.rescan)) s: \(path): \(reason)"
        }
    }

    /// Watches first, then the first scan: nothing can fall between.
    func startWatching() async throws {
        let disk = life.disk
        let surroundings = Watcher.Surroundings(
            subdirectories: { path in
                let names = (try? disk.names(in: path)) ?? []
                return names.filter { (try? disk.status("\(path)/\($0)"))??.kind == .folder }
            },
            isFinished: { ClaimName($0)?.isFinished ?? false }, isIgnored: { IgnoredName.matches($0) })
        let watcher = try Watcher(inboxes: intakes.map(\.inbox.path), surroundings: surroundings) { [weak self] event in
            self?.wake(event)
        }
        do {
            try await watcher.start()
            self.watcher = watcher
        } catch {
            degraded["watching"] =
                "inotify is not to be had (\(error)): inboxes are read every \(Int(configuration.rescan)) s only; "
                + "raise fs.inotify.max_user_instances"
            logger.error("cannot watch", metadata: ["error": "\(error)"])
        }
    }
}
