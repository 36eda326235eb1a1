// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Glibc
import Synchronization

/// Set by SIGTERM, SIGINT or the end of the life line; the computation looks at it between iterations.
final class StopFlag: Sendable {
    /// A long iteration is not waited for: what is not durable by then is computed again.
    private static let patience = DispatchTimeInterval.seconds(3)
    private let isSet = Atomic(false)

    var isStopping: Bool { isSet.load(ordering: .relaxed) }

    /// - Parameter reason: for the log, once.
    func set(_ reason: String) {
        guard !isSet.exchange(true, ordering: .relaxed) else { return }
        Log.note(reason)
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { _exit(CommandEnd.stopped.rawValue) }
    }

    func watchSignals() {
        signal(SIGPIPE, SIG_IGN)
        for (number, name) in [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP")] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [self] in set("\(name): stopping") }
            source.resume()
            // A source that no one holds is cancelled; this one serves as long as the process lives.
            _ = Unmanaged.passRetained(source as AnyObject)
        }
    }

    /// Standard input is the life line: its end means that the daemon is gone or wants no more of this.
    func watchLifeLine() {
        Thread.detachNewThread { [self] in
            var byte: UInt8 = 0
            while true {
                let count = read(0, &byte, 1)
                if count > 0 || (count < 0 && errno == EINTR) { continue }
                return set("life line closed: stopping without publishing")
            }
        }
    }
}
