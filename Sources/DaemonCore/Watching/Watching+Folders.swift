// SPDX-License-Identifier: Apache-2.0
import Durability
import Glibc

/// Handles what `uaed-watch` says about folders.
extension Watching {
    mutating func take(_ answer: WatchAnswer) {
        switch answer {
        case .look(let number): look(number)
        case .list(let number):
            guard let folder = folders[number] else { return }
            if folder.state != .inForce { folders.set(number, .inForce) }
            unlisted.insert(number)
            if folder.parent != nil { look(number) }
        case .cannot(let number, let error): fail(number, error)
        case .limit(let number):
            folders.set(number, .failed)
            watcher.report(.watchLimit)
        case .lost:
            listEverything()
            watcher.report(.overflow)
        case .ready: watcher.control.withLock { $0.owing = nil }
        }
    }

    private mutating func look(_ number: Int) {
        guard let folder = folders[number] else { return }
        // What has changed in an inbox itself is found by a look at it.
        guard let entry = folders.entry(of: number) else {
            unlisted.insert(number)
            return
        }
        changed(String(decoding: entry, as: UTF8.self), root: folder.root)
    }

    /// Reports a change, unless watching is not in force yet: a scan follows then.
    private func changed(_ entry: String, root: Int) {
        if isInForce { watcher.report(.changed(inbox: tellRoot(root), entry: entry)) }
    }

    private mutating func fail(_ number: Int, _ error: Int32) {
        guard let folder = folders[number] else { return }
        let wasInForce = folder.state == .inForce
        folders.set(number, .failed)
        let entry = String(decoding: folders.entry(of: number) ?? [], as: UTF8.self)
        if wasInForce { changed(entry, root: folder.root) }
        // A folder that is gone, or no longer a folder, needs no report.
        guard ![ENOENT, ENOTDIR, ELOOP].contains(error) else { return }
        let path = [tellRoot(folder.root), String(decoding: folders.path(of: number), as: UTF8.self)]
        watcher.report(
            .unwatched(
                path: path.filter { !$0.isEmpty }.joined(separator: "/"), reason: String(cString: strerror(error))))
    }

    private mutating func listEverything() { unlisted.formUnion(folders.numbers(in: .inForce)) }

    mutating func refresh() {
        isRetry = true
        for number in folders.roots where folders[number]?.state == .failed { beginAgain(number) }
        listEverything()
        sync()
    }

    // MARK: Lists

    mutating func list(_ number: Int) {
        guard let folder = folders[number], folder.state == .inForce else { return }
        if folder.parent == nil { return listInbox(number, folder) }
        if let found = SubFolders.of(folders.path(of: number), below: tellRoot(folder.root)) { update(number, found) }
    }

    private mutating func listInbox(_ number: Int, _ folder: WatchedFolders.Folder) {
        let inbox = tellRoot(number)
        // Another folder may have got the inbox's name.
        var status = stat()
        guard lstat(inbox, &status) == 0 else { return }
        if folder.inode == 0 {
            folders.setInode(number, UInt64(status.st_ino))
        } else if folder.inode != UInt64(status.st_ino) {
            return beginAgain(number)
        }
        let looks = watcher.surroundings.looks.first { $0.inbox.utf8.elementsEqual(inbox.utf8) }
        guard let look = try? looks?.look(at: watcher.surroundings.now) else { return changed("", root: number) }
        for entry in changes[number, default: InboxChanges()].take(look) { changed(entry, root: number) }
        update(number, InboxChanges.folders(look))
    }

    private mutating func update(_ number: Int, _ found: [[UInt8]: UInt64]) {
        let (new, gone) = folders.update(number, found, isRetry: isRetry)
        for number in gone { commands.unwatch(number) }
        for number in new {
            let path = folders.path(of: number)
            if path.count <= WatchCommands.longestPath {
                commands.watch(number, root: folders[number]?.root ?? 0, path)
            } else {
                fail(number, ENAMETOOLONG)
            }
        }
    }

    private mutating func beginAgain(_ root: Int) {
        let inbox = tellRoot(root)
        for number in folders.remove(root) { commands.unwatch(number) }
        changes[root] = nil
        beginRoot(inbox)
    }
}
