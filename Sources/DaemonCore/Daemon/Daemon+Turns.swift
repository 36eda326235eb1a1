// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs

extension Daemon {
    /// Events that come closer together are looked at in one turn.
    static let breath = Duration.milliseconds(100)

    /// Looks at everything that is due, then sets the timer for the next thing.
    package func turn() {
        guard !isStopping else { return }
        let (now, wall) = (clock.now, Date.now)
        clockWatch.look()
        concludeEnds()
        endPause(wall)
        scanInboxes(now)
        lookAtParked(wall)
        lookAtIncomplete(now)
        lookAtSchedules(wall)
        endStalledWorkers()
        startWorkers()
        startHooks()
        tellStatus(wall)
        tellRefusals()
        announce()
        setTimer(now, wall)
        reportTurn()
    }

    /// - Parameters:
    ///   - now: by the steady clock.
    ///   - wall: by the wall clock, which schedules, pauses and the ledger go by.
    private func setTimer(_ now: Date, _ wall: Date) {
        timer?.cancel()
        let rescan = (lastScan ?? now) + configuration.rescan
        // A survey under way ends with a turn.
        let scans = isSurveying ? [] : [rescan] + intakes.compactMap(\.nextLook)
        let steady = (scans + incompleteLooks + stallLooks + [hooksRetry].compactMap(\.self)).map {
            $0.timeIntervalSince(now)
        }
        let set = (parkedLooks + scheduleLooks + pauseLooks + statusLooks(wall)).map { $0.timeIntervalSince(wall) }
        // What fails is due again at once: not so often. A clock that is set makes no one wait longer than a rescan.
        let soonest = ends.isEmpty && degraded.isEmpty ? 0.02 : 1
        let longest = max(configuration.rescan, soonest)
        let delay = min(max((steady + set).min() ?? longest, soonest), longest)
        timer = Task { [weak self] in
            guard (try? await Task.sleep(for: .seconds(delay))) != nil else { return }
            await self?.turn()
        }
    }

    /// Wakes the daemon from any thread; many calls in a short time make one turn.
    package nonisolated func wake(_ event: WatchEvent? = nil) {
        guard news.add(event) else { return }
        Task {
            try? await Task.sleep(for: Self.breath)
            await turn()
        }
    }
}
