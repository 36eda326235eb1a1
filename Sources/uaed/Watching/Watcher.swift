import Foundation
import Synchronization

/// Watches the inboxes and every directory below them with libinotifytools, on a thread of its own.
///
/// The library's state is global to the process, so one watcher may run at a time; `start` fails for a second one.
final class Watcher: Sendable {
    /// How the watcher looks at the disk.
    struct Surroundings: Sendable {
        /// Names of the real directories directly below a path; symbolic links do not count.
        var subdirectories: @Sendable (String) -> [String]
        /// Entries of an inbox that are not watched: finished claims.
        var isFinished: @Sendable (String) -> Bool
        /// Entries of an inbox that are no bundles: dot-files, temporary names, claims.
        var isIgnored: @Sendable (String) -> Bool
        /// Deleted directories that the library may keep in memory before it begins anew.
        var mostBuried = 10_000
    }

    private struct Control {
        var isStopping = false
        var refreshAsked = false
        var watches = 0
    }

    private static let isRunning = Atomic(false)

    let inboxes: [String]
    private let surroundings: Surroundings
    private let report: @Sendable (WatchEvent) -> Void
    private let control = Mutex(Control())
    private let bell: Bell

    /// - Parameter report: called on the watcher's thread.
    init(inboxes: [String], surroundings: Surroundings, report: @escaping @Sendable (WatchEvent) -> Void) throws {
        self.inboxes = inboxes
        self.surroundings = surroundings
        self.report = report
        bell = try Bell()
    }

    var watches: Int { control.withLock { $0.watches } }

    /// Returns when every directory that exists is watched: scan then, and nothing can be missed.
    func start() async throws {
        guard Self.isRunning.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
        else { throw InotifyError.alreadyRunning }
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let thread = Thread { self.run(continuation) }
            thread.name = "watcher"
            thread.start()
        }
    }

    /// Watches directories that could not be watched before (permissions, new ones found by a scan).
    func refresh() {
        control.withLock { $0.refreshAsked = true }
        bell.ring()
    }

    func stop() {
        control.withLock { $0.isStopping = true }
        bell.ring()
    }

    private func run(_ started: CheckedContinuation<Void, any Error>) {
        defer { Self.isRunning.store(false, ordering: .releasing) }
        do {
            var tree = try InotifyTree(inboxes: inboxes, surroundings: surroundings, report: report)
            defer { tree.close() }
            tree.watchAll()
            control.withLock { $0.watches = tree.count }
            started.resume()
            loop(&tree)
        } catch {
            started.resume(throwing: error)
        }
    }

    private func loop(_ tree: inout InotifyTree) {
        while true {
            bell.wait(orReadable: tree.descriptor)
            repeat {
                let asked = control.withLock { control in
                    defer { control.refreshAsked = false }
                    return control
                }
                if asked.isStopping { return }
                if asked.refreshAsked { tree.watchAll() }
                if tree.isCrowded {
                    do {
                        try tree.renew()
                    } catch {
                        let reason = "inotify is not to be had any more: \(error)"
                        return inboxes.forEach { report(.unwatched(path: $0, reason: reason)) }
                    }
                }
                control.withLock { $0.watches = tree.count }
            } while tree.takeEvent()
        }
    }
}

enum InotifyError: Error {
    case alreadyRunning
    case unavailable(errno: Int32)
}
