// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials

/// `uaectl show`: everything known about a job.
struct JobSheet {
    private var sheet = Sheet()
    var lines: [String] { sheet.lines }

    init(_ job: JobReport, now: Date = .now) {
        sheet.add("job", "\(job.number) \(job.name)")
        sheet.add("state", job.stateWithReason, style: .state(job.state))
        if let failure = job.failure { add(failure) }
        for warning in job.warnings { sheet.add("warning", warning, style: .yellow) }
        if !job.isFinal, let progress = job.progress { sheet.add("progress", progress.text) }
        if let summary = job.summary { add(summary) }
        if let inspection = job.inspection { add(inspection) }
        add(circumstances: job)
        add(job.times, took: job.took(now: now), now: now)
        add(job.paths, job.state)
    }

    private mutating func add(_ failure: Failure) {
        sheet.add("failure", failure.message, style: .red)
        sheet.add("code", "\(failure.code) (\(failure.kind.rawValue))")
        sheet.add("file", failure.file)
        sheet.add("row", failure.row.map { String($0) })
        sheet.add("node", failure.node)
        sheet.add("cause", failure.cause)
        sheet.add("hint", failure.hint, style: .bold)
    }

    private mutating func add(_ summary: SummaryReport) {
        let counts = [
            "\(summary.successes) adversarial", "\(summary.failed) failed", "\(summary.unchanged) unchanged",
            "\(summary.skipped) skipped",
        ]
        sheet.add("samples", "\(summary.samples): " + counts.joined(separator: ", "))
        sheet.add("ASR", summary.asr.map(Readable.share))
        sheet.add("mean L2", summary.meanL2.map(Readable.number))
        sheet.add("mean MI", summary.meanMi.map(Readable.number))
    }

    private mutating func add(_ inspection: InspectionReport) {
        sheet.add("dataset", inspection.dataset)
        sheet.add("checkpoint", inspection.checkpoint)
        sheet.add("attack", "\(inspection.method), preset \(inspection.preset), \(inspection.sampling) sampling")
        sheet.add(
            "work",
            "\(counted(inspection.samples, "sample")) in \(counted(inspection.chunks, "chunk")) of "
                + "\(inspection.chunkSize)")
        addCleanFigures(inspection)
        for choice in inspection.choices ?? [] { sheet.add("chosen", choice) }
        let seconds = inspection.estimatedSeconds
        let time = seconds < 1 ? "less than a second" : Readable.duration(seconds)
        sheet.add("estimate", "\(time) on one thread, " + Readable.bytes(inspection.estimatedBytes))
        for name in inspection.ignored { sheet.add("ignored", name) }
    }

    /// Which part of the samples a figure is of; empty if it is of all.
    private static func share(_ inspection: InspectionReport) -> String {
        guard let count = inspection.cleanSamples, count < inspection.samples else { return "" }
        return ", on \(count) of \(inspection.samples) samples"
    }

    /// The model's figures on the clean samples, named after what was measured.
    private mutating func addCleanFigures(_ inspection: InspectionReport) {
        let (found, trivial) = (inspection.cleanLoss, inspection.meanLoss)
        switch inspection.cleanMeasure {
        case "error-rate":
            let accuracy = "accuracy \(Readable.share(1 - found))"
            let commonest = "always naming the commonest class: \(Readable.share(trivial)) errors"
            sheet.add("clean error", "\(Readable.share(found)) (\(accuracy); \(commonest))" + Self.share(inspection))
        case nil: break
        default:
            let mean = "predicting the mean: \(Readable.number(trivial))"
            sheet.add("clean loss", "\(Readable.number(found)) (\(mean))" + Self.share(inspection))
        }
    }

    private mutating func add(circumstances job: JobReport) {
        sheet.add("inbox", job.inbox)
        sheet.add("owner", job.owner.user.map { "\($0) (uid \(job.owner.uid))" } ?? "uid \(job.owner.uid)")
        sheet.add("arrival", job.arrival)
        if job.priority != 0 { sheet.add("priority", String(job.priority)) }
        if job.deaths > 0 { sheet.add("deaths", "\(job.deaths) of its worker", style: .yellow) }
    }

    private mutating func add(_ times: TimesReport, took: Double?, now: Date) {
        sheet.add("claimed", Readable.instant(times.claimed))
        sheet.add("queued", times.queued.map(Readable.instant))
        sheet.add("started", times.started.map(Readable.instant))
        sheet.add("finished", times.finished.map(Readable.instant))
        sheet.add("took", took.map(Readable.duration))
        sheet.add("next look", times.nextLook.map { Readable.coming($0, now: now) })
    }

    private mutating func add(_ paths: PathsReport, _ state: String) {
        sheet.add("input", paths.claim)
        if !["failed", "cancelled"].contains(state) {
            sheet.add("result", paths.result + (state == "published" ? "" : " (not there yet)"))
        }
        sheet.add("log", paths.log)
        sheet.add("reason", paths.reason)
    }
}

extension JobSheet {
    /// Prints in one line the state of a job after a verb was applied to it.
    static func tell(_ job: JobReport, _ output: OutputOptions) {
        if output.isJSON { return output.json(JobAnswer(job)) }
        let rank = job.priority == 0 ? "" : ", priority \(job.priority)"
        Console.line("job \(job.number) \(Escaping.line(job.name)): \(Escaping.line(job.stateWithReason))\(rank)")
    }
}
