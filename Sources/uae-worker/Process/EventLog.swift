// SPDX-License-Identifier: Apache-2.0
import Base
import FoundationEssentials
import Glibc
import JobRecords
import Jobs

/// Writes a job's events to its log, so that `uaectl logs` shows the course of a run.
enum EventLog {
    static func note(_ event: WorkerEvent) {
        guard let text = event.sentence else { return }
        Log.note("\(Date.now.formatted(.iso8601)) \(text)")
    }
}

extension WorkerEvent {
    /// The event's line in the log; nil for progress, which is too frequent, and for failures, which the verb's end
    /// logs.
    fileprivate var sentence: String? {
        switch self {
        case .inspected(let inspection):
            "accepted: \(inspection.dataset); \(inspection.checkpoint); \(counted(inspection.samples, "sample")) in "
                + "\(counted(inspection.chunks, "chunk")) of \(inspection.chunkSize)"
        case .started(let chunks, let finished, let samples):
            "pid \(getpid()) begins: \(counted(samples, "sample")) in \(counted(chunks, "chunk")), "
                + "\(finished == 0 ? "none" : "\(finished)") done before"
        case .chunk(let index, let samples): "chunk \(index) is durable, \(samples) samples in all"
        case .warning(let text): "warning: \(text)"
        case .chunkLost(let index): "warning: chunk \(index) cannot be read any more and is computed again"
        case .ready(let summary):
            "the result is ready: \(summary.successes) of \(summary.samples - summary.skipped) samples are adversarial"
        case .progress, .refused, .waiting, .failed: nil
        }
    }
}
