// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import Jobs

extension Daemon {
    package var retention: Retention { Retention(ledger: ledger, disk: life.disk, inboxes: intakes.map(\.inbox)) }

    /// `keep_inputs`, `keep_jobs`: what is over and older goes, beside the turns. What may not be deleted is told in
    /// `status`.
    func startCleaning(_ now: Date) {
        let (inputs, jobs) = (permitted(configuration.keepInputs), permitted(configuration.keepJobs))
        guard !isCleaning, inputs != nil || jobs != nil else { return }
        isCleaning = true
        let retention = retention
        Task {
            cleaned(
                await Background.run {
                    retention.clean(
                        inputsBefore: inputs.map { now - $0 }, jobsBefore: jobs.map { now - $0 }, isDry: false)
                })
        }
    }

    /// An age by which something may be deleted at this moment; nil while the clock has not proved itself.
    package func permitted(_ age: Double?) -> Double? { age.flatMap { clockWatch.permits(age: $0) ? $0 : nil } }

    private func cleaned(_ report: CleanReport) {
        isCleaning = false
        degraded = degraded.filter { !$0.key.hasPrefix("keep ") }
        for entry in report.failed {
            degraded["keep \(entry.path)"] =
                "\(entry.path) (\(entry.bytes) bytes) is older than it is kept and cannot be deleted: \(entry.error ?? "")"
        }
        for entry in report.removed {
            logger.info("removed", metadata: ["job": "\(entry.job)", "path": "\(entry.path)"])
        }
        if !report.removed.isEmpty { announce() }
    }

    /// Measures the disks beside the turns; seldom, where that takes long.
    func startMeasuring() {
        guard !isMeasuring, ContinuousClock.now >= nextMeasure else { return }
        isMeasuring = true
        let usage = Usage(disk: life.disk, ledger: ledger, inboxes: intakes.map(\.inbox))
        Task {
            let begun = ContinuousClock.now
            let report = await Background.run { usage.measure() }
            self.usage = report
            nextMeasure = .now + (.now - begun) * 20
            isMeasuring = false
        }
    }
}
