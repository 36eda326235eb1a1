// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

private let isSet = Atomic(false)
/// The address of a C string that is never freed.
private let farewell = Atomic<UInt>(0)

/// Handles Ctrl-C, which ends uaectl but never a job.
///
/// These are plain signal handlers, because a dispatch source loses signals that arrive before it is registered. They
/// call only what signal-safety(7) allows.
enum Interrupt {
    /// The exit status of an interrupted program.
    static let status: Int32 = 130

    /// From now on Ctrl-C prints `text` on standard error and ends uaectl at once.
    static func detaches(_ text: String) {
        let prefix = Console.isTerminal(2) ? "\r\u{1B}[K" : ""
        farewell.store(UInt(bitPattern: strdup(prefix + text + "\n")), ordering: .relaxed)
        handle([SIGINT]) { _ in
            if let text = UnsafePointer<CChar>(bitPattern: farewell.load(ordering: .relaxed)) {
                _ = write(2, text, strlen(text))
            }
            _exit(Interrupt.status)
        }
    }

    /// From now on SIGINT, SIGTERM and SIGHUP are only recorded, and ``check()`` throws at the next safe point.
    static func isAwaited() {
        isSet.store(false, ordering: .relaxed)
        handle([SIGINT, SIGTERM, SIGHUP]) { _ in isSet.store(true, ordering: .relaxed) }
    }

    /// From now on SIGTERM and SIGHUP end uaectl again.
    static func isOver() {
        for number in [SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

    /// - Throws: `CancellationError` if a signal has been recorded since ``isAwaited()``.
    static func check() throws(CancellationError) {
        if isSet.load(ordering: .relaxed) { throw CancellationError() }
    }

    private static func handle(_ signals: [Int32], _ handler: @escaping @convention(c) (Int32) -> Void) {
        for number in signals {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = handler
            action.sa_flags = SA_RESTART
            sigaction(number, &action, nil)
        }
    }
}
