// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization

private let isSet = Atomic(false)
/// The address of a C string that lives as long as the process.
private let farewell = Atomic<UInt>(0)

/// Ctrl-C: it ends uaectl, never a job.
///
/// Plain handlers: a dispatch source listens only some time after it was resumed, and a signal before that is lost. What
/// they call, signal-safety(7) allows.
enum Interrupt {
    /// Exit status of an interrupted program.
    static let status: Int32 = 130

    /// From now on Ctrl-C says `text` and ends uaectl at once.
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

    /// From now on SIGINT, SIGTERM and SIGHUP are only noted: ``check()`` throws at the next safe place.
    static func isAwaited() {
        isSet.store(false, ordering: .relaxed)
        handle([SIGINT, SIGTERM, SIGHUP]) { _ in isSet.store(true, ordering: .relaxed) }
    }

    /// SIGTERM and SIGHUP end uaectl again.
    static func isOver() {
        for number in [SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

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
