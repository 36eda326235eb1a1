// SPDX-License-Identifier: Apache-2.0
import Jobs
import Synchronization

/// NDJSON events on standard output: each written at once as one whole line, progress at most four times a second.
final class EventWriter: Sendable {
    private static let interval = Duration.milliseconds(250)
    private let lastProgress = Mutex<ContinuousClock.Instant?>(nil)
    private let onBrokenPipe: @Sendable () -> Void

    /// - Parameter onBrokenPipe: called where no one reads the events any more.
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
