// SPDX-License-Identifier: Apache-2.0
import Base

/// Starts `uaed-watch`, reads its lines and handles its end.
extension Watching {
    mutating func begin() {
        life.begin()
        do {
            let process = try WatchProcess(watcher.surroundings.program, mostDead: watcher.surroundings.mostDead)
            self.process = process
            watcher.control.withLock { control in
                control.process = process
                if control.isStopping { process.kill() }
            }
            for looks in watcher.surroundings.looks { beginRoot(looks.inbox) }
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

    mutating func hear(_ process: WatchProcess) {
        guard let bytes = process.read() else { return end(bury(process)) }
        unread += bytes
        var lines = unread.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        unread = lines.popLast().map(Array.init) ?? []
        for line in lines {
            guard let answer = WatchAnswer(line) else { return process.kill() }
            take(answer)
        }
        if unread.count > WatchAnswer.longestLine { process.kill() }
        if folders.isExhausted {
            _ = bury(process)
            end(nil as String?)
        }
    }

    /// Reaps the process. From here on no other thread can kill it.
    func bury(_ process: WatchProcess) -> ChildProcess.Exit {
        watcher.control.withLock { $0.process = nil }
        return process.reap()
    }

    private mutating func end(_ exit: ChildProcess.Exit) {
        let program = watcher.surroundings.program
        switch exit {
        // It ends itself when most of the folders that it remembers are gone.
        case .exited(3): end(nil as String?)
        case .exited(4): end("inotify is not to be had: raise fs.inotify.max_user_instances")
        case .exited(127): end("\(program) cannot be run: '\(program)' --help says why")
        case .exited(let status): end("\(program) ended with status \(status)")
        case .signalled(let signal): end("\(program) was ended by signal \(signal)")
        }
    }

    /// Prepares the next start.
    ///
    /// - Parameter trouble: nil if nothing is wrong.
    private mutating func end(_ trouble: String?) {
        (process, folders, unlisted, changes, isInForce) = (nil, WatchedFolders(), [], [:], false)
        (unread, commands) = ([], WatchCommands())
        life.end()
        watcher.control.withLock { control in
            (control.process, control.owing, control.watches) = (nil, nil, 0)
            if let trouble { control.trouble = trouble }
        }
        // When watching is in force again, the daemon surveys everything.
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

    mutating func send() {
        guard let process, !commands.isEmpty else { return }
        process.send(commands)
        commands = WatchCommands()
    }
}
