// SPDX-License-Identifier: Apache-2.0
import ControlAPI

/// Measures the disk usage on another thread, rarely if that takes long.
@DaemonActor final class UsageMeter {
    /// The time between two measurements, as a multiple of the time that one takes.
    private static let rest = 20

    private let context: DaemonContext
    /// The last measurement.
    private(set) var report: UsageReport?
    private var isMeasuring = false
    private var next = ContinuousClock.now

    init(_ context: DaemonContext) { self.context = context }

    /// Called with each rescan.
    func begin() {
        guard !isMeasuring, ContinuousClock.now >= next else { return }
        isMeasuring = true
        let usage = Usage(disk: context.life.disk, ledger: context.ledger, inboxes: context.places)
        Task {
            let begun = ContinuousClock.now
            report = await Background.run { usage.measure() }
            next = .now + (.now - begun) * Self.rest
            isMeasuring = false
        }
    }
}
