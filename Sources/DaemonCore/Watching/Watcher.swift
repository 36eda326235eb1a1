// SPDX-License-Identifier: Apache-2.0
import Foundation
import Jobs
import Synchronization

/// Watches the inboxes and every folder below them through `uaed-watch`, a process that is started again when it ends. It runs on
/// a thread of its own.
final class Watcher: Sendable {
    struct Surroundings: Sendable {
        /// The program `uaed-watch`.
        var program: String
        /// The looks at each inbox.
        var looks: [InboxLooks]
        /// The number of deleted folders that the library may keep in memory before its process is replaced.
        var mostDead = 10_000
        /// The clock of the looks.
        var now: @Sendable () -> Date = { .now }
    }

    struct Control {
        var isStopping = false
        var refreshAsked = false
        var watches = 0
        var trouble: String?
        var process: WatchProcess?
        /// Since when an answer of `uaed-watch` is awaited.
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

    /// Returns the `uaed-watch` beside this program.
    static func usualProgram() -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "uaed-watch").path
    }

    /// The number of watches in force.
    var watches: Int { control.withLock { $0.watches } }
    /// Why nothing is watched just now.
    var trouble: String? { control.withLock { $0.trouble } }
    /// The number of the process `uaed-watch`; nil while it does not run.
    var process: Int32? { control.withLock { $0.process?.identifier } }

    /// Returns when every existing folder is watched, so that a scan after it misses nothing. If that is impossible it returns
    /// too, and goes on trying.
    func start() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let thread = Thread { [self] in
                // A pipe that nobody reads must be an error of write(2), not the end of this process.
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

    /// Tries again to watch folders that could not be watched, and kills a process that does not answer.
    func refresh() {
        control.withLock { control in
            control.refreshAsked = true
            if let owing = control.owing, ContinuousClock.now - owing > Self.patience { control.process?.kill() }
        }
        bell.ring()
    }

    /// The time for an answer, which is far more than a hundred thousand watches take.
    private static let patience = Duration.seconds(60)

    func stop() {
        control.withLock { control in
            control.isStopping = true
            control.process?.kill()
        }
        bell.ring()
    }
}
