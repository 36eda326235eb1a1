// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Daemon {
    /// Returns at the next change, after `duration`, or when the caller's task is cancelled.
    func nextChange(within duration: Duration) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        listeners[id] = continuation
        let alarm = Task {
            try? await Task.sleep(for: duration)
            continuation.finish()
        }
        for await _ in stream { break }
        alarm.cancel()
        listeners[id] = nil
    }

    /// Wakes those who wait for events.
    func announce() {
        for listener in listeners.values { listener.yield() }
    }
}
