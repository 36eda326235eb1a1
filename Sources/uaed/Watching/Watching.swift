import Failures
import Foundation

/// The watcher's thread: keeps `uaed-watch` running and its folders those that there are.
struct Watching {
    let watcher: Watcher
    /// Called once.
    private var whenStarted: (() -> Void)?
    var process: WatchProcess?
    var folders = WatchedFolders()
    var commands = WatchCommands()
    var changes: [Int: InboxChanges] = [:]
    /// Folders that are to be listed.
    var unlisted: Set<Int> = []
    /// Every directory that there was is watched: from now on events are told.
    var isInForce = false
    private var isFirst = true
    private var unread: [UInt8] = []
    private var sequence = 0
    private var delay = RestartDelay()
    private var begun = ContinuousClock.now
    /// When `uaed-watch` is started again, where it does not run.
    private var restart: ContinuousClock.Instant? = .now
    /// Lists are not made before.
    private var rest = ContinuousClock.now

    init(_ watcher: Watcher, whenStarted: @escaping () -> Void) {
        self.watcher = watcher
        self.whenStarted = whenStarted
    }

    mutating func run() {
        defer {
            _ = process?.reap()
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
            send()
            conclude()
        }
    }

    private var nextTime: ContinuousClock.Instant? {
        let times = [process == nil ? restart : unlisted.isEmpty ? nil : rest, whenStarted == nil ? nil : begun + Self.wait]
        return times.compactMap(\.self).min()
    }

    /// The daemon waits no longer than this at its start.
    private static let wait = Duration.seconds(30)

    private mutating func started() {
        whenStarted?()
        whenStarted = nil
    }

    // MARK: The process

    private mutating func begin() {
        begun = .now
        do {
            let process = try WatchProcess(watcher.surroundings.program, mostDead: watcher.surroundings.mostDead)
            self.process = process
            watcher.control.withLock { control in
                control.process = process
                if control.isStopping { process.kill() }
            }
            for inbox in watcher.inboxes { beginRoot(inbox) }
            sync()
        } catch {
            let failure = error as? Failure
            end("\(failure?.message ?? "\(error)"): \(failure?.cause ?? "")")
        }
    }

    func tellRoot(_ number: Int) -> String { String(decoding: folders[number]?.name ?? [], as: UTF8.self) }

    mutating func beginRoot(_ inbox: String) {
        let number = folders.addRoot(Array(inbox.utf8))
        commands.root(number, Array(inbox.utf8))
    }

    private mutating func hear(_ process: WatchProcess) {
        guard let bytes = process.read() else { return end(process.reap()) }
        unread += bytes
        var lines = unread.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        unread = lines.popLast().map(Array.init) ?? []
        for line in lines {
            guard let answer = WatchAnswer(line) else { return process.kill() }
            take(answer)
        }
        if unread.count > WatchAnswer.longestLine { process.kill() }
        if folders.isExhausted {
            _ = process.reap()
            end(nil as String?)
        }
    }

    private mutating func end(_ exit: ChildProcess.Exit) {
        let program = watcher.surroundings.program
        switch exit {
        // Most of what it remembered was dead.
        case .exited(3): end(nil as String?)
        case .exited(4): end("inotify is not to be had: raise fs.inotify.max_user_instances")
        case .exited(127): end("\(program) cannot be run: '\(program)' --help says why")
        case .exited(let status): end("\(program) ended with status \(status)")
        case .signalled(let signal): end("\(program) was ended by signal \(signal)")
        }
    }

    /// - Parameter trouble: nil where it is to be started again at once.
    private mutating func end(_ trouble: String?) {
        (process, folders, unlisted, changes, isInForce) = (nil, WatchedFolders(), [], [:], false)
        (unread, commands) = ([], WatchCommands())
        let life = (ContinuousClock.now - begun) / .seconds(1)
        restart = .now + .seconds(trouble == nil ? 0 : delay.afterDeath(life: life))
        watcher.control.withLock { control in
            (control.process, control.owing, control.watches) = (nil, nil, 0)
            if let trouble { control.trouble = trouble }
        }
        // The daemon hears of everything when watching is in force again.
        isFirst = isFirst && whenStarted != nil && trouble == nil
        if trouble != nil {
            watcher.report(.trouble)
            started()
        }
    }

    mutating func sync() {
        sequence += 1
        commands.sync(sequence)
        watcher.control.withLock { if $0.owing == nil { $0.owing = .now } }
    }

    private mutating func send() {
        guard let process, !commands.isEmpty else { return }
        process.send(commands)
        commands = WatchCommands()
    }

    // MARK: Turns

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

    private mutating func listAll() {
        let begin = ContinuousClock.now
        for number in unlisted.sorted() { list(number) }
        unlisted = []
        // Large folders that change all the while take no more than a third of a core.
        if isInForce { rest = .now + (.now - begin) * 2 }
    }
}
