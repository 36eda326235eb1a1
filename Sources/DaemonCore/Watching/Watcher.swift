// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Synchronization

/// Watches the inboxes and every directory below them through `uaed-watch`, a process of its own that is started again when it
/// ends. Lives on a thread beside the daemon's turns.
final class Watcher: Sendable {
    struct Surroundings: Sendable {
        /// `uaed-watch`.
        var program: String
        /// Of each inbox.
        var looks: [InboxLooks]
        /// Deleted directories that the library may keep in memory before its process begins anew.
        var mostDead = 10_000
        /// For looks.
        var now: @Sendable () -> Date = { .now }
    }

    struct Control {
        var isStopping = false
        var refreshAsked = false
        var watches = 0
        var trouble: String?
        var process: WatchProcess?
        /// Since when `uaed-watch` owes an answer.
        var owing: ContinuousClock.Instant?
    }

    let surroundings: Surroundings
    let report: @Sendable (WatchEvent) -> Void
    let control = Mutex(Control())
    let bell: Bell

    /// - Parameter report: called on the watcher's thread.
    init(_ surroundings: Surroundings, report: @escaping @Sendable (WatchEvent) -> Void) throws {
        self.surroundings = surroundings
        self.report = report
        bell = try Bell()
    }

    /// `uaed-watch` beside this program.
    static func usualProgram() -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "uaed-watch").path
    }

    /// Watches in force.
    var watches: Int { control.withLock { $0.watches } }
    /// Why nothing is watched just now.
    var trouble: String? { control.withLock { $0.trouble } }
    /// Of `uaed-watch`, while it runs.
    var process: Int32? { control.withLock { $0.process?.identifier } }

    /// Returns when every directory that exists is watched: scan then, and nothing can be missed. Where that cannot be had it
    /// returns too, and goes on trying.
    func start() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let thread = Thread { [self] in
                // A pipe that nobody reads any more is an error of write(2), no reason to end.
                var pipe = sigset_t()
                sigemptyset(&pipe)
                sigaddset(&pipe, SIGPIPE)
                pthread_sigmask(SIG_BLOCK, &pipe, nil)
                var watching = Watching(self, whenStarted: { continuation.resume() })
                watching.run()
            }
            thread.name = "watcher"
            thread.start()
        }
    }

    /// Looks at everything once more: directories that could not be watched before, a process that does not answer.
    func refresh() {
        control.withLock { control in
            control.refreshAsked = true
            if let owing = control.owing, ContinuousClock.now - owing > Self.patience { control.process?.kill() }
        }
        bell.ring()
    }

    /// Far more than a hundred thousand watches take.
    private static let patience = Duration.seconds(60)

    func stop() {
        control.withLock { control in
            control.isStopping = true
            control.process?.kill()
        }
        bell.ring()
    }
}
