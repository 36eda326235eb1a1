// SPDX-License-Identifier: Apache-2.0
import ControlAPI
import FoundationEssentials

/// `uaectl list`: a line for each job, followed by its failure and its warnings.
struct JobTable {
    let lines: [String]

    init(_ jobs: [JobReport], now: Date = .now) {
        // The column is shown only if a priority differs from the usual one.
        let isRanked = jobs.contains { $0.priority != 0 }
        var table = Table(
            [
                ("JOB", .right), ("NAME", .left), ("STATE", .left), ("SAMPLES", .right), ("ASR", .right),
                ("MEAN L2", .right), ("AGE", .right), ("TOOK", .right),
            ] + (isRanked ? [("PRIORITY", .right)] : []))
        for job in jobs {
            let rank = isRanked ? [Table.Cell(text: String(job.priority))] : []
            table.add(Self.cells(job, now: now) + rank)
            for remark in Self.remarks(job) { table.add(line: remark) }
        }
        lines = table.lines
    }

    private static func cells(_ job: JobReport, now: Date) -> [Table.Cell] {
        [
            .init(text: String(job.number)), .init(text: Escaping.line(job.name)),
            .init(text: Escaping.line(job.stateWithReason), style: .state(job.state)),
            .init(text: job.samplesText), .init(text: job.summary?.asr.map(Readable.share) ?? "-"),
            .init(text: job.summary?.meanL2.map(Readable.number) ?? "-"),
            .init(text: Readable.duration(now.timeIntervalSince(job.times.claimed))),
            .init(text: job.took(now: now).map(Readable.duration) ?? "-"),
        ]
    }

    /// The failure and every warning, each as `  ! …`.
    private static func remarks(_ job: JobReport) -> [String] {
        let failure = job.failure.map { [Style.red("  ! " + Escaping.line($0.description))] } ?? []
        return failure + job.warnings.map { Style.yellow("  ! " + Escaping.line($0)) }
    }
}

extension JobReport {
    /// `1000`, or `120/1000` for a job that is being computed.
    var samplesText: String {
        if let summary { return String(summary.samples) }
        if !isFinal, let progress { return "\(Int(progress.done))/\(progress.total)" }
        return (inspection?.samples ?? progress?.total).map { String($0) } ?? "-"
    }

    /// Seconds from the latest start of a worker to the job's end, or to `now`; nil if none has started.
    func took(now: Date) -> Double? {
        guard let started = times.started else { return nil }
        return (times.finished ?? now).timeIntervalSince(started)
    }
}
