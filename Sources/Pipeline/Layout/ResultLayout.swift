// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import JobRecords
import Jobs

/// Writes the published folder from the records of all samples: data, table of samples, statistics, picture, manifest.
struct ResultLayout {
    let plan: Plan
    let job: JobPlan
    let data: JoinedDataset
    /// The result that is published again beside the new samples.
    let earlier: PublishedResult?
    /// The record of a sample, by its index.
    let record: (Int) throws -> ChunkRecord

    func write(into sink: any DigestingSink) throws -> ResultSummary {
        if let earlier {
            for path in earlier.augmented { try sink.file(path) { _ = try earlier.copy(path, $0) } }
        }
        for variant in 0..<places.variants {
            try data.layOut(
                record: { try published(variant * places.samples + $0) },
                into: VariantSink(inner: sink, variant: job.earlierVariants + variant))
        }
        let (statistics, choice) = try writeSamples(into: sink)
        if job.keepsDiagnostics { try writeDiagnostics(into: sink) }
        try sink.file("statistics.json", bytes: CanonicalJSON.document(statistics))
        try sink.file("preview.png", bytes: preview(statistics, choice).image().encoded())
        let manifest = Manifest(
            plan: plan, job: job, data: data, warnings: statistics.warnings, made: sink.made)
        try sink.file(ResultFiles.manifest, bytes: CanonicalJSON.document(manifest))
        return summary(statistics)
    }

    private func details(_ index: Int) throws -> SampleDetails {
        try CanonicalJSON.decode(SampleDetails.self, from: record(index).details)
    }

    private var places: ResultPlaces { ResultPlaces(samples: data.count, variants: job.variantCount) }

    private func published(_ index: Int) throws -> [UInt8]? {
        guard job.settings.onFailure == .omit else { return try record(index).stored }
        let record = try record(index)
        let details = try CanonicalJSON.decode(SampleDetails.self, from: record.details)
        return details.isOmitted(job.settings) ? nil : record.stored
    }

    /// Writes a row for each sample and gathers the statistics, in one pass.
    private func writeSamples(into sink: any DigestingSink) throws -> (Statistics, PreviewChoice) {
        var builder = StatisticsBuilder()
        var norms: [(index: Int, l2: Double)] = []
        try sink.file(SamplesTable.name) { append in
            try writeEarlierRows(append)
            for index in 0..<plan.sampleCount {
                let details = try details(index)
                let row = SamplesTable.row(details, run: job.run, isOmitted: details.isOmitted(job.settings))
                try append(Array(row.utf8)[...])
                builder.add(details, dataset: data.partName(of: details.index))
                if details.status == .success { norms.append((index, details.l2)) }
            }
        }
        let statistics = builder.statistics(inspected: job.inspected, warnings: job.warnings)
            .warningOfRates(otherwiseClassified: builder.otherwiseClassified).beside(job.earlier)
        return (statistics, PreviewChoice(norms: norms))
    }

    /// Writes the header, and below it the rows of an earlier result unchanged.
    private func writeEarlierRows(_ append: (ArraySlice<UInt8>) throws -> Void) throws {
        guard let earlier else { return try append(Array(SamplesTable.header.utf8)[...]) }
        try earlier.copy(SamplesTable.name, append)
    }

    /// Writes a row for each iteration of each sample.
    private func writeDiagnostics(into sink: any DigestingSink) throws {
        try sink.file("diagnostics.csv") { append in
            try append(Array(Diagnostics.header.utf8)[...])
            for place in 0..<plan.sampleCount {
                let details = try details(place)
                guard let diagnostics = details.diagnostics else { continue }
                let rows = diagnostics.rows(index: details.index, variant: details.variant)
                try append(Array(rows.utf8)[...])
            }
        }
    }

    private func summary(_ statistics: Statistics) -> ResultSummary {
        let outcomes = statistics.outcomes
        return ResultSummary(
            samples: outcomes.samples, successes: outcomes.successes, unchanged: outcomes.unchanged,
            failed: outcomes.failed + (outcomes.trivial ?? 0), skipped: outcomes.skipped,
            attackSuccessRate: outcomes.asr,
            meanL2: statistics.l2?.mean, meanMi: statistics.miEstimate?.mean, warnings: statistics.warnings)
    }
}

extension ResultLayout {
    private func preview(_ statistics: Statistics, _ choice: PreviewChoice) throws -> Preview {
        let outcomes = statistics.outcomes
        var title = "attack success rate " + (outcomes.asr.map { DecimalText.fixed($0, 3) } ?? "-")
        if let interval = outcomes.asrInterval {
            title += " (95% \(DecimalText.fixed(interval[0], 3))-\(DecimalText.fixed(interval[1], 3)))"
        }
        var facts = [
            data.summary,
            job.methodInWords,
        ]
        if let earlier = job.earlier { facts.append("run \(job.run), beside \(earlier.name)") }
        if let l2 = statistics.l2 { facts.append("|d|: L2 norm of the change, mean \(DecimalText.fixed(l2.mean))") }
        return Preview(
            title: title, facts: facts, elementShape: data.elementShape,
            groups: try choice.groups.map { group in
                Preview.Group(title: group.title, samples: try group.indices.map { try data.previewSample(record($0)) })
            })
    }
}
