// SPDX-License-Identifier: Apache-2.0

/// The watcher's thread: it keeps `uaed-watch` running, and has it watch the folders that exist.
struct Watching {
    let watcher: Watcher
    /// Called once, when watching is in force or has failed.
    var whenStarted: (() -> Void)?
    var process: WatchProcess?
    var folders = WatchedFolders()
    var commands = WatchCommands()
    var changes: [Int: InboxChanges] = [:]
    /// The folders to list.
    var unlisted: Set<Int> = []
    /// True if the next lists also try the folders again that could not be watched; not every event does so, because there may
    /// be many.
    var isRetry = false
    /// True if every folder that existed is watched, so that events are reported from now on.
    var isInForce = false
    var isFirst = true
    var unread: [UInt8] = []
    var sequence = 0
    var life = ProcessLife()
    /// The time before which no lists are made.
    private var rest = ContinuousClock.now
    /// When the inboxes are checked next without an event.
    private var confirmation = ContinuousClock.now + Self.confirmations

    init(_ watcher: Watcher, whenStarted: @escaping () -> Void) {
        self.watcher = watcher
        self.whenStarted = whenStarted
    }

    mutating func run() {
        defer {
            if let process { _ = bury(process) }
            started()
        }
        while true {
            let isReadable = watcher.bell.wait(orReadable: process?.descriptor, until: nextTime)
            let asked = watcher.control.withLock { control in
                defer { control.refreshAsked = false }
                return control
            }
            if asked.isStopping { return }
            if let process {
                if asked.refreshAsked { refresh() }
                if isReadable { hear(process) }
            } else if life.restart <= .now {
                begin()
            }
            if !unlisted.isEmpty, rest <= .now { listAll() }
            if confirmation <= .now { confirm() }
            send()
            conclude()
        }
    }

    private var nextTime: ContinuousClock.Instant? {
        let turn = process == nil ? life.restart : unlisted.isEmpty ? nil : rest
        return [confirmation, turn, whenStarted == nil ? nil : life.begun + Self.wait].compactMap(\.self).min()
    }

    /// The maximum time that the daemon waits for the watches when it starts.
    private static let wait = Duration.seconds(30)

    mutating func started() {
        whenStarted?()
        whenStarted = nil
    }

    private mutating func conclude() {
        guard process != nil else { return }
        watcher.control.withLock { $0.watches = folders.inForce }
        if whenStarted != nil, life.begun + Self.wait <= .now {
            isFirst = false
            started()
        }
        guard !isInForce, folders.asked == 0, unlisted.isEmpty else { return }
        isInForce = true
        watcher.control.withLock { $0.trouble = nil }
        // Nobody knows what happened while nothing was watched.
        if !isFirst { watcher.report(.overflow) }
        isFirst = false
        started()
    }

    /// The time between two checks; a check is one lstat(2) for an inbox that has not changed.
    private static let confirmations = Duration.seconds(5)

    private mutating func confirm() {
        for looks in watcher.surroundings.looks { try? looks.confirm(at: watcher.surroundings.now) }
        confirmation = .now + Self.confirmations
    }

    private mutating func listAll() {
        let begin = ContinuousClock.now
        for number in unlisted.sorted() { list(number) }
        (unlisted, isRetry) = ([], false)
        // Large folders that change all the time use at most a third of a core.
        if isInForce { rest = .now + (.now - begin) * 2 }
    }
}
