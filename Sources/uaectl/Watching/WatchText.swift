// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials

/// The lines of `uaectl watch`.
enum WatchText {
    /// Events too frequent for a line each; the bar and the percentage lines show them.
    private static let quiet: Set<String> = ["chunk", "progress"]

    /// The lines for an event; none if it has nothing new.
    ///
    /// - Parameters:
    ///   - known: the state with its reason that was last shown for this job.
    ///   - job: the job, if the event reports its end.
    static func lines(_ event: EventReport, known: String?, ended job: JobReport? = nil) -> [String] {
        guard !quiet.contains(event.kind), let what = what(event, known: known, ended: job) else { return [] }
        let subject = event.job.map { "job \($0)" + (event.name.map { " " + $0 } ?? "") } ?? "uaed"
        return [Readable.clock(event.time) + "  " + Escaping.line("\(subject): \(what)")]
    }

    private static func what(_ event: EventReport, known: String?, ended job: JobReport?) -> String? {
        if event.kind == "warning" { return "! " + (event.message ?? "a warning") }
        if let state = event.stateWithReason, state != known {
            let more = job.map(outcome) ?? event.message
            return state + (more.map { $0.isEmpty ? "" : ", " + $0 } ?? "")
        }
        return event.message ?? (event.state == nil ? event.kind : nil)
    }

    /// A job's present state: `22:51:03  job 17 fashion: running, 40%, 400 of 1000 samples`.
    static func line(_ job: JobReport, now: Date = .now) -> String {
        let more = job.isFinal ? outcome(job) : job.progress?.text ?? job.failure?.description ?? ""
        let state = job.stateWithReason + (more.isEmpty ? "" : ", " + more)
        return Readable.clock(now) + "  " + Escaping.line("job \(job.number) \(job.name): \(state)")
    }

    /// The outcome of a job that is over: its failure, or the figures of its result.
    static func outcome(_ job: JobReport) -> String {
        if let failure = job.failure { return failure.description }
        guard let summary = job.summary else { return "" }
        let figures = [
            counted(summary.samples, "sample"), summary.asr.map { "ASR " + Readable.share($0) },
            summary.meanL2.map { "mean L2 " + Readable.number($0) },
            job.took(now: .now).map(Readable.duration), job.paths.result,
        ]
        return figures.compactMap(\.self).joined(separator: ", ")
    }
}

extension EventReport {
    var stateWithReason: String? { state.map { state in reason.map { "\(state)(\($0))" } ?? state } }
}
