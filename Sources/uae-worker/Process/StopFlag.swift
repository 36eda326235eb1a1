// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Dispatch
import Glibc
import Synchronization

/// Set by SIGTERM, SIGINT, SIGHUP or the end of the life line; the computation checks it between iterations.
final class StopFlag: Sendable {
    /// The time for the current iteration to end. After it the process exits; chunks that are not durable are computed
    /// again.
    private static let patience = DispatchTimeInterval.seconds(3)
    private let isSet = Atomic(false)

    var isStopping: Bool { isSet.load(ordering: .relaxed) }

    /// Sets the flag, and exits after ``patience`` if the process has not ended by then.
    ///
    /// - Parameter reason: logged by the first call only.
    func set(_ reason: String) {
        guard !isSet.exchange(true, ordering: .relaxed) else { return }
        Log.note(reason)
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { _exit(CommandEnd.stopped.rawValue) }
    }

    /// Sets the flag at SIGTERM, SIGINT and SIGHUP, and ignores SIGPIPE. It starts threads: only after the cage is
    /// closed.
    func watchSignals() {
        signal(SIGPIPE, SIG_IGN)
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP")] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in set("\(name): stopping") }
            source.resume()
            // Retained for good: a source that is released is cancelled.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    /// Watches standard input, the life line: its end means that the daemon is gone or has given the job up.
    func watchLifeLine() {
        DispatchQueue(label: "life line").async { [self] in
            var byte: UInt8 = 0
            while true {
                let count = read(0, &byte, 1)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                return set("life line closed: stopping without publishing")
            }
        }
    }
}
