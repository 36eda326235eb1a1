// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import JobRecords
import Jobs

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
            estimatedBytes: inspection.estimatedBytes, ignored: inspection.ignored,
            cleanSamples: inspection.cleanSamples, choices: inspection.choices)
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
