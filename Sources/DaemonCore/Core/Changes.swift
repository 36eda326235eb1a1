// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// Wakes those who wait for the next change of a job or of the daemon.
@DaemonActor final class Changes {
    private var listeners: [UUID: AsyncStream<Void>.Continuation] = [:]

    /// Returns at the next change, after `duration`, or when the caller's task is cancelled.
    func next(within duration: Duration) async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = UUID()
        listeners[id] = continuation
        // Detached: its time begins now, however busy this actor is.
        let alarm = Task.detached {
            try? await Task.sleep(for: duration)
            continuation.finish()
        }
        for await _ in stream { break }
        alarm.cancel()
        listeners[id] = nil
    }

    func announce() {
        for listener in listeners.values { listener.yield() }
    }
}
