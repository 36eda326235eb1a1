// SPDX-License-Identifier: Apache-2.0
import Bundles
import Logging

/// What the watcher has reported since the last turn: where something happened, and what cannot be watched.
@DaemonActor final class WatchLog {
    private let context: DaemonContext
    var watcher: Watcher?
    /// Paths of inboxes in which something happened since their last survey.
    var touchedInboxes: Set<String> = []
    /// Jobs in whose claim something happened since the last turn.
    private var touchedClaims: Set<Int> = []
    /// True if events were lost, so that every inbox must be read again.
    private(set) var hasLostEvents = false
    private(set) var overflows = 0
    /// The subjects about which the watcher has complained since the last refresh.
    private var unwatched: Set<String> = []

    init(_ context: DaemonContext) { self.context = context }

    func takeTouchedClaims() -> Set<Int> {
        defer { touchedClaims = [] }
        return touchedClaims
    }

    func takeLostEvents() -> Bool {
        defer { hasLostEvents = false }
        return hasLostEvents
    }

    func takeEvents() {
        for event in context.turns.take() { take(event) }
    }

    /// Has the watcher look again at what it can watch. A complaint that it does not repeat before the next refresh is
    /// over; dropping it now would hide it until the watcher has answered.
    func refresh() {
        context.troubles.keep(unwatched, of: Self.prefix)
        unwatched = []
        watcher?.refresh()
    }

    private static let prefix = "watch "

    private func complain(_ subject: String, _ sentence: String) {
        unwatched.insert(Self.prefix + subject)
        context.troubles.set(Self.prefix + subject, sentence)
    }

    private func take(_ event: WatchEvent) {
        switch event {
        case .changed(let inbox, let entry): changed(entry, in: inbox)
        case .trouble: recordTrouble()
        case .overflow:
            recordTrouble()
            overflows += 1
            hasLostEvents = true
            context.logger.warning("events were lost: every inbox is read afresh")
        case .watchLimit:
            complain(
                "limit",
                "not every folder is watched, the limit fs.inotify.max_user_watches is reached: rescans find changes "
                    + "within \(rescanSeconds) s; sysctl -w fs.inotify.max_user_watches=524288 raises it")
        case .unwatched(let path, let reason):
            complain(
                path, "not watched, rescans find changes within \(rescanSeconds) s: \(path): \(reason)")
        }
    }

    private var rescanSeconds: Int { Int(context.configuration.rescan) }

    private func changed(_ entry: String, in inbox: String) {
        guard let claim = ClaimName(entry) else {
            // No scan looks at hidden entries, such as unfinished copies, uaed's own among them.
            if !entry.isHidden { touchedInboxes.insert(inbox) }
            return
        }
        if claim.isInput { touchedClaims.insert(claim.job) }
    }

    /// Records why nothing is watched just now, or that it is over; `uaed-watch` is started again by the watcher.
    private func recordTrouble() {
        let trouble = watcher?.trouble.map { "\($0): until it runs, inboxes are read every \(rescanSeconds) s only" }
        let isNew = context.troubles.set("watching", trouble)
        if let trouble, isNew { context.logger.warning("nothing is watched: \(trouble)") }
    }
}
