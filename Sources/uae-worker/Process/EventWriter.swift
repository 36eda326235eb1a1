// SPDX-License-Identifier: Apache-2.0
import Jobs
import Synchronization

/// Writes events as NDJSON to standard output: each at once and as a whole line, progress at most four times a second.
final class EventWriter: Sendable {
    private static let interval = Duration.milliseconds(250)
    private let lastProgress = Mutex<ContinuousClock.Instant?>(nil)
    private let onBrokenPipe: @Sendable () -> Void

    /// - Parameter onBrokenPipe: called if nobody reads the events any more.
    init(onBrokenPipe: @escaping @Sendable () -> Void = {}) {
        self.onBrokenPipe = onBrokenPipe
    }

    func report(_ event: WorkerEvent) {
        lastProgress.withLock { last in
            if case .progress = event {
                let now = ContinuousClock.now
                if let last, now - last < Self.interval { return }
                last = now
            }
            guard let line = try? event.line() else { return }
            if !Output.write(line, to: 1) { onBrokenPipe() }
        }
    }
}
