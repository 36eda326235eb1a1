// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import Foundation
import JobRecords
import Jobs

extension Daemon {
    package func report(_ job: JobRecord) -> JobReport { snapshot.report(job) }

    func report(_ intake: Intake) -> StatusReport.Inbox {
        let listed = intake.pending.prefix(Self.mostPending)
        let more = intake.pending.count - listed.count
        let settings = configuration.inboxes.first { $0.name == intake.inbox.name }
        return StatusReport.Inbox(
            name: intake.inbox.name, path: intake.inbox.path, outbox: intake.inbox.outbox,
            checkpoint: settings?.checkpoint, job: settings?.job, watches: watcher?.watches ?? 0,
            pending: listed.map { PendingReport($0, clock) }, morePending: more > 0 ? more : nil)
    }

    /// Entries of an inbox that `status` lists: its answer stays small, and quick, whatever is dropped.
    private static let mostPending = 100
}

extension PendingReport {
    init(_ pending: PendingBundle, _ clock: SteadyClock) {
        self.init(
            name: pending.name, path: pending.path, state: pending.state, reason: pending.reason, hint: pending.hint,
            nextLook: pending.nextLook.map(clock.shown))
    }
}

extension InspectionReport {
    init(_ inspection: Inspection) {
        self.init(
            samples: inspection.samples, dataset: inspection.dataset, checkpoint: inspection.checkpoint,
            preset: inspection.preset, method: inspection.method, sampling: inspection.sampling,
            chunks: inspection.chunks, chunkSize: inspection.chunkSize,
            cleanMeasure: inspection.cleanMeasure, cleanLoss: inspection.cleanLoss, meanLoss: inspection.meanLoss,
            estimatedSeconds: inspection.estimatedSeconds,
            estimatedBytes: inspection.estimatedBytes, ignored: inspection.ignored)
    }
}

extension SummaryReport {
    init(_ summary: ResultSummary) {
        self.init(
            samples: summary.samples, successes: summary.successes, unchanged: summary.unchanged,
            failed: summary.failed, skipped: summary.skipped, asr: summary.attackSuccessRate, meanL2: summary.meanL2,
            meanMi: summary.meanMi)
    }
}

extension EventReport {
    init(_ numbered: NumberedEvent) {
        let event = numbered.event
        self.init(
            sequence: numbered.sequence, time: event.time, kind: event.kind, job: event.job, name: event.name,
            state: event.state, reason: event.reason, message: event.message)
    }
}
