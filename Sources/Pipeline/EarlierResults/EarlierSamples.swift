// SPDX-License-Identifier: Apache-2.0
import Base
import Bundles
import Datasets

/// What an earlier `samples.csv` states: how many runs and variants there are, and the outcomes of each run's samples.
struct EarlierSamples {
    private static let mostRuns = 1000
    private static let mostVariants = 10_000

    /// The outcomes of run 1, 2, ….
    let outcomes: [Statistics.Outcomes]
    /// Results per sample over all runs.
    let variants: Int

    /// - Parameters:
    ///   - samples: number of samples in the dataset.
    ///   - runs: number of runs that the result's manifest names.
    /// - Throws: `Failure` (refused), with the row that cannot be one of the table.
    init(_ result: PublishedResult, samples: Int, runs: Int) throws {
        let file = try result.file(SamplesTable.name)
        var byRun: [Int: Statistics.Outcomes] = [:]
        var variants = 0
        try TableRows.forEach(of: file) { cells, line in
            guard line > 1 else { return try Self.check(header: cells, file.path) }
            guard let row = Row(cells), row.index < samples, row.run <= Self.mostRuns,
                row.variant <= Self.mostVariants, row.output.isEmpty || result.digest(row.output) != nil
            else { throw Self.damaged("is no row of the result's table", file.path, line) }
            byRun[row.run, default: .init()].count(row.status)
            variants = max(variants, row.variant)
        }
        guard byRun.count == runs, byRun.keys.max() == runs, try file.bytes(file.size - 1..<file.size) == [10] else {
            throw Self.damaged("holds \(byRun.count) runs, and the manifest names \(runs)", file.path)
        }
        outcomes = byRun.sorted { $0.key < $1.key }.map(\.value)
        self.variants = variants
    }

    private struct Row {
        let index: Int
        let output: String
        let variant: Int
        let run: Int
        let status: SampleDetails.Status

        /// nil if a cell does not fit its column.
        init?(_ cells: [String]) {
            guard cells.count == SamplesTable.columns.count else { return nil }
            func cell(_ name: String) -> String { SamplesTable.columns.firstIndex(of: name).map { cells[$0] } ?? "" }
            guard let index = Int(cell("index")), index >= 0, let variant = Int(cell("variant")), variant > 0,
                let run = Int(cell("run")), run > 0, let status = SampleDetails.Status(rawValue: cell("status"))
            else { return nil }
            (self.index, output, self.variant, self.run, self.status) = (index, cell("output"), variant, run, status)
        }
    }

    private static func check(header: [String], _ file: String) throws {
        guard header != SamplesTable.columns else { return }
        throw Failure.refused(
            "earlier-version",
            "has the columns \(header.joined(separator: ",")); this version writes "
                + SamplesTable.columns.joined(separator: ","),
            hint: "publish the earlier result again with this version", file: file)
    }

    private static func damaged(_ message: String, _ file: String, _ line: Int? = nil) -> Failure {
        .refused("earlier-damaged", message, file: file, row: line)
    }
}
