import CInotifyTools
import Failures
import Foundation

/// The watched directories, as libinotifytools knows them. Lives on the watcher's thread only.
struct InotifyTree: ~Copyable {
    let descriptor: Int32
    private let inboxes: [String]
    private let surroundings: Watcher.Surroundings
    private let report: (WatchEvent) -> Void
    /// The first half of a rename, until its second half comes: cookie and old path.
    private var leaving: (cookie: UInt32, path: String)?
    private var isClosed = false
    /// Entries of the library's for directories that are no more: it has no call that drops them.
    private var buried = 0

    init(
        inboxes: [String], surroundings: Watcher.Surroundings, report: @escaping (WatchEvent) -> Void
    ) throws(InotifyError) {
        let before = Self.inotifyDescriptors()
        guard inotifytools_initialize() != 0 else { throw .unavailable(errno: inotifytools_error()) }
        // The library keeps its descriptor to itself.
        guard let own = Self.inotifyDescriptors().subtracting(before).first else {
            throw .unavailable(errno: EBADF)
        }
        _ = fcntl(own, F_SETFD, FD_CLOEXEC)
        descriptor = own
        self.inboxes = inboxes
        self.surroundings = surroundings
        self.report = report
    }

    /// Directories that are watched.
    var count: Int { Int(inotifytools_get_num_watches()) - buried }

    /// More of what the library holds is dead than alive.
    var isCrowded: Bool { buried > max(surroundings.mostBuried, count) }

    /// Begins anew with what is there now. Events between are lost, which is reported.
    mutating func renew() throws(InotifyError) {
        close()
        self = try InotifyTree(inboxes: inboxes, surroundings: surroundings, report: report)
        watchAll()
        report(.overflow)
    }

    /// The library keeps events that it has read beyond its own end: they must not meet the next instance, whose watches
    /// have the same numbers.
    mutating func close() {
        guard !isClosed else { return }
        isClosed = true
        var event = uaed_inotify_event()
        var unread = 0
        while unread < Self.mostUnread, uaed_inotify_next(&event, 1) { unread += 1 }
        inotifytools_cleanup()
    }

    private static let mostUnread = 100_000

    /// Watches every directory that is not watched yet, finished claims apart.
    func watchAll() {
        for inbox in inboxes {
            watch(inbox)
            for entry in surroundings.subdirectories(inbox) where !surroundings.isFinished(entry) {
                watchTree("\(inbox)/\(entry)")
            }
        }
    }

    /// Takes one event, waiting up to a second; false where there was none.
    ///
    /// The library reads many events at once and does not tell how many it still holds: only silence shows the end.
    mutating func takeEvent() -> Bool {
        var event = uaed_inotify_event()
        guard uaed_inotify_next(&event, 1) else {
            forgetLeaving()
            return false
        }
        take(event, directory: String(cString: event.directory), name: String(cString: event.name))
        return true
    }

    private mutating func take(_ event: uaed_inotify_event, directory: String, name: String) {
        if event.overflow {
            watchAll()
            return report(.overflow)
        }
        if event.gone { return bury(event.wd, directory) }
        guard !name.isEmpty, let (inbox, entry) = place(directory + name) else { return }
        let isTop = directory == inbox + "/"
        if event.moved_from { leave(event, directory + name) }
        let old = event.moved_to ? arrive(event, directory + name) : nil
        if event.is_directory, event.created || event.moved_to || event.attributes {
            isTop && surroundings.isFinished(entry) ? unwatchTree(directory + name) : watchTree(directory + name)
        }
        let isWhole = isTop && event.moved_to && !surroundings.isIgnored(entry) && cameFromNoBundle(old)
        report(isWhole ? .renamedIn(inbox: inbox, entry: entry) : .changed(inbox: inbox, entry: entry))
    }

    /// A stale name must not stand in the way of a directory that is made anew.
    private mutating func bury(_ watch: Int32, _ directory: String) {
        guard !directory.isEmpty, !directory.hasPrefix(Self.graveyard) else { return }
        inotifytools_set_filename_by_wd(watch, "\(Self.graveyard)\(watch)/")
        buried += 1
    }

    private static let graveyard = "/dev/null/"

    /// The inbox and its entry that a path lies in.
    private func place(_ path: String) -> (inbox: String, entry: String)? {
        for inbox in inboxes {
            if let rest = path.below(inbox) { return (inbox, rest.firstName) }
        }
        return nil
    }

    private func cameFromNoBundle(_ old: String?) -> Bool {
        guard let old, let (_, entry) = place(old) else { return true }
        return surroundings.isIgnored(entry)
    }

    // MARK: Renames

    private mutating func leave(_ event: uaed_inotify_event, _ path: String) {
        forgetLeaving()
        leaving = (event.cookie, path)
    }

    /// Gives the watches below a renamed directory their new names; returns its old path.
    private mutating func arrive(_ event: uaed_inotify_event, _ path: String) -> String? {
        guard let (cookie, old) = leaving, cookie == event.cookie else { return nil }
        leaving = nil
        if event.is_directory { inotifytools_replace_filename(old + "/", path + "/") }
        return old
    }

    /// What left without arriving is outside now.
    private mutating func forgetLeaving() {
        if let (_, path) = leaving, isWatched(path) { inotifytools_remove_watch_by_filename(path + "/") }
        leaving = nil
    }

    // MARK: Trees

    private func isWatched(_ directory: String) -> Bool { inotifytools_wd_from_filename(directory + "/") >= 0 }

    private func watchTree(_ directory: String) {
        watch(directory)
        for name in surroundings.subdirectories(directory) { watchTree("\(directory)/\(name)") }
    }

    private func unwatchTree(_ directory: String) {
        for name in surroundings.subdirectories(directory) { unwatchTree("\(directory)/\(name)") }
        if isWatched(directory) { inotifytools_remove_watch_by_filename(directory + "/") }
    }

    private func watch(_ directory: String) {
        guard !isWatched(directory) else { return }
        switch uaed_inotify_watch(directory) {
        case 0, ENOENT, ENOTDIR, ELOOP: return
        case ENOSPC: report(.watchLimit)
        case let error: report(.unwatched(path: directory, reason: String(cString: strerror(error))))
        }
    }

    /// Open inotify instances of this process, from /proc/self/fd.
    private static func inotifyDescriptors() -> Set<Int32> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return Set(
            names.compactMap(Int32.init).filter { number in
                (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(number)"))?
                    .hasSuffix("anon_inode:inotify") == true
            })
    }
}
