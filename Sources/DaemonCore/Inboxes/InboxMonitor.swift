// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import ControlAPI
import FoundationEssentials
import Jobs
import Logging

/// Surveys the inboxes in which something happened or is due, and at each rescan all of them.
@DaemonActor package final class InboxMonitor: TurnPart {
    let context: DaemonContext
    private let watch: WatchLog
    private var inboxes: [MonitoredInbox]
    private(set) var isSurveying = false
    /// The time of the last rescan by the steady clock.
    private(set) var lastScan: Date?
    /// True if a client wants every inbox read again.
    private var isRescanRequested = false
    private(set) var rescans = 0
    /// Called when a rescan begins, for everything else that is done at that interval.
    var rescanBegins: @DaemonActor () -> Void = {}
    /// Called when the surveys of a turn are over; it makes the next turn.
    var surveyed: @DaemonActor () -> Void = {}

    /// - Parameter notes: the sentences that the recovery at the start has logged.
    init(_ context: DaemonContext, _ watch: WatchLog, known notes: [String]) {
        (self.context, self.watch) = (context, watch)
        inboxes = context.places.map { place in
            MonitoredInbox(
                intake: Intake(place, life: context.life, settle: context.configuration.settle),
                notices: Notices(known: notes))
        }
    }

    var intakes: [Intake] { inboxes.map(\.intake) }
    var watches: Int { watch.watcher?.watches ?? 0 }
    var overflows: Int { watch.overflows }

    /// Has every inbox read again.
    package func rescan() {
        isRescanRequested = true
        context.wake()
    }

    /// Watching begins before the first scan, so that no change is missed between them.
    package func startWatching() async throws {
        let surroundings = Watcher.Surroundings(
            program: Watcher.usualProgram(), looks: intakes.map(\.looks), now: { [clock = context.clock] in clock.now })
        let watcher = try Watcher(surroundings) { [weak context] event in context?.wake(event) }
        watch.watcher = watcher
        await watcher.start()
    }

    func tick(_ now: Moment) {
        watch.takeEvents()
        // The surveys under way end with a turn, which sees to what is due by then.
        guard !isSurveying else { return }
        let isRescan = beginsRescan(now.steady)
        let due = inboxes.indices.filter {
            watch.touchedInboxes.contains(inboxes[$0].intake.inbox.path)
                || inboxes[$0].intake.nextLook.map { $0 <= now.steady } == true
        }
        watch.touchedInboxes = []
        guard !due.isEmpty, !context.isLedgerLost else { return }
        isSurveying = true
        Task { await survey(due, isRescan: isRescan) }
    }

    private func beginsRescan(_ now: Date) -> Bool {
        let isLate = lastScan.map { now.timeIntervalSince($0) >= context.configuration.rescan } ?? true
        let isRequested = watch.takeLostEvents() || isRescanRequested
        isRescanRequested = false
        guard isLate || isRequested else { return false }
        watch.touchedInboxes = Set(context.places.map(\.path))
        if lastScan != nil { rescans += 1 }
        lastScan = now
        context.troubles.drop("ledger ")
        watch.refresh()
        rescanBegins()
        return true
    }

    func delay(after now: Moment) -> Double? {
        guard !isSurveying else { return nil }
        let rescan = (lastScan ?? now.steady) + context.configuration.rescan
        return ([rescan] + intakes.compactMap(\.nextLook)).delay(after: now.steady)
    }

    /// Surveys one inbox after the other on another thread.
    private func survey(_ due: [Int], isRescan: Bool) async {
        for index in due where !context.isStopping {
            let survey = Survey(of: inboxes[index], isRescan: isRescan, context) { [weak context] in context?.wake() }
            guard let done = try? await context.claims.run({ survey.done() }) else { continue }
            inboxes[index] = done.inbox
            // The settings may have been reloaded meanwhile.
            takeSettings(index)
            for outcome in done.outcomes { context.record(outcome.subject, outcome.error) }
        }
        isSurveying = false
        context.announce()
        surveyed()
    }

    func reload() { inboxes.indices.forEach(takeSettings) }

    private func takeSettings(_ index: Int) {
        inboxes[index].intake.settle = context.configuration.settle
        inboxes[index].intake.inbox = context.places[index]
    }

    func stop() { watch.watcher?.stop() }

    var isBusy: Bool { isSurveying }
}
