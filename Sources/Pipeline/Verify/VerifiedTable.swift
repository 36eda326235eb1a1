// SPDX-License-Identifier: Apache-2.0
import Base

/// `samples.csv` of a result, read anew: the order of its rows, and the statistics that they determine.
///
/// The rows of earlier runs come first. Statistics describe the last run alone; of the other runs,
/// only the outcomes are counted.
struct VerifiedTable {
    private(set) var faults: [String] = []
    /// With `byRun` if there are several runs.
    private(set) var statistics: Statistics
    private let samples: Int
    private var rows = 0
    private var runs: [Statistics.Outcomes] = []

    /// - Throws: `Failure` (refused), with the row that uaed cannot have written.
    init(_ manifest: Manifest, _ files: PublishedFiles) throws {
        samples = manifest.used.samples
        guard samples > 0 else {
            throw Failure.refused("damaged-result", "tells of no sample", file: ResultFiles.manifest)
        }
        var builder = StatisticsBuilder()
        statistics = builder.statistics(inspected: manifest.inspected, warnings: [])
        let last = (manifest.earlier?.runs.count ?? 0) + 1
        try SampleRow.read(in: files.folder) { row in
            add(row)
            if !row.isOmitted, !files.holds(row.details.output) {
                faults.append("row \(rows + 1): there is no \(row.details.output)")
            }
            if row.run == last { builder.add(row.details) }
        }
        statistics = builder.statistics(inspected: manifest.inspected, warnings: [])
        if runs.count > 1 {
            let keyed = runs.enumerated().map { ("\($0 + 1)", $1) }
            statistics.byRun = Dictionary(uniqueKeysWithValues: keyed)
        }
        check(manifest.earlier?.runs.map(\.outcomes) ?? [], last)
    }

    /// Rows go through all samples for each variant in turn. A run begins where all samples have
    /// the same number of results.
    private mutating func add(_ row: SampleRow) {
        let place = (index: rows % samples, variant: rows / samples + 1)
        let isNext = row.run == runs.count + 1 && place.index == 0
        if (row.details.index, row.details.variant) != place || !(isNext || row.run == runs.count) {
            faults.append("row \(rows + 2) is out of order")
        }
        if isNext { runs.append(.init()) }
        if row.run == runs.count { runs[row.run - 1].count(row.details.status) }
        rows += 1
    }

    private mutating func check(_ earlier: [Statistics.Outcomes], _ last: Int) {
        if rows == 0 || rows % samples != 0 { faults.append("\(rows) rows for \(samples) samples") }
        if runs.count != last { faults.append("\(runs.count) runs, and the manifest tells of \(last)") }
        for (run, pair) in zip(earlier, runs).enumerated() where pair.0 != pair.1 {
            faults.append("run \(run + 1): the manifest tells of other outcomes")
        }
    }

    /// A phrase for people.
    var summary: String { "\(rows) rows in order" + (runs.count > 1 ? ", of \(runs.count) runs" : "") }
}
