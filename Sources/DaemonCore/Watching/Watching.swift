// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The watcher's thread: keeps `uaed-watch` running and its folders those that there are.
struct Watching {
    let watcher: Watcher
    /// Called once.
    var whenStarted: (() -> Void)?
    var process: WatchProcess?
    var folders = WatchedFolders()
    var commands = WatchCommands()
    var changes: [Int: InboxChanges] = [:]
    /// Folders that are to be listed.
    var unlisted: Set<Int> = []
    /// The next lists try those once more that could not be watched: not each event does, of which there may be many.
    var isRetry = false
    /// Every directory that there was is watched: from now on events are told.
    var isInForce = false
    var isFirst = true
    var unread: [UInt8] = []
    var sequence = 0
    var delay = RestartDelay()
    var begun = ContinuousClock.now
    /// When `uaed-watch` is started again, where it does not run.
    var restart: ContinuousClock.Instant? = .now
    /// Lists are not made before.
    private var rest = ContinuousClock.now
    /// When it is looked whether the inboxes are as they were.
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
            } else if let restart, restart <= .now {
                begin()
            }
            if !unlisted.isEmpty, rest <= .now { listAll() }
            if confirmation <= .now { confirm() }
            send()
            conclude()
        }
    }

    private var nextTime: ContinuousClock.Instant? {
        let turn = process == nil ? restart : unlisted.isEmpty ? nil : rest
        return [confirmation, turn, whenStarted == nil ? nil : begun + Self.wait].compactMap(\.self).min()
    }

    /// The daemon waits no longer than this at its start.
    private static let wait = Duration.seconds(30)

    mutating func started() {
        whenStarted?()
        whenStarted = nil
    }

    private mutating func conclude() {
        guard process != nil else { return }
        watcher.control.withLock { $0.watches = folders.inForce }
        if whenStarted != nil, begun + Self.wait <= .now {
            isFirst = false
            started()
        }
        guard !isInForce, folders.asked == 0, unlisted.isEmpty else { return }
        isInForce = true
        watcher.control.withLock { $0.trouble = nil }
        // Nobody knows what happened before.
        if !isFirst { watcher.report(.overflow) }
        isFirst = false
        started()
    }

    /// An lstat(2) an inbox where nothing changes.
    private static let confirmations = Duration.seconds(5)

    private mutating func confirm() {
        for looks in watcher.surroundings.looks { try? looks.confirm(at: watcher.surroundings.now) }
        confirmation = .now + Self.confirmations
    }

    private mutating func listAll() {
        let begin = ContinuousClock.now
        for number in unlisted.sorted() { list(number) }
        (unlisted, isRetry) = ([], false)
        // Large folders that change all the while take no more than a third of a core.
        if isInForce { rest = .now + (.now - begin) * 2 }
    }
}
