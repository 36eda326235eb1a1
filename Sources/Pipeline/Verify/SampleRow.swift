// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets

/// A row of `samples.csv`, read back.
struct SampleRow {
    let raw: [UInt8]
    /// What the table states, without curves and stored values.
    let details: SampleDetails
    /// Counted from 1; the last run's samples were made by this result's own job.
    let run: Int
    var isOmitted: Bool { details.output.isEmpty }

    /// Calls `body` with each row in order.
    ///
    /// - Throws: `Failure` (refused), with the row that uaed cannot have written; what `body` throws.
    static func read(in folder: String, _ body: (SampleRow) throws -> Void) throws {
        var line = 0
        try PublishedTable.rows("samples.csv", in: folder) { raw, cells in
            line += 1
            if line == 1 {
                guard cells == SamplesTable.columns else { throw fault(1, "has other columns") }
            } else {
                guard let row = SampleRow(raw, cells) else { throw fault(line, "is no row of samples.csv") }
                try body(row)
            }
        }
    }

    private static func fault(_ line: Int, _ what: String) -> Failure {
        .refused("damaged-table", what, file: "samples.csv", row: line)
    }

    private init?(_ raw: [UInt8], _ cells: [String]) {
        guard cells.count == SamplesTable.columns.count, let index = Int(cells[0]), let variant = Int(cells[3]),
            let status = SampleDetails.Status(rawValue: cells[5]), let l2 = Double(cells[10]),
            let linf = Double(cells[11]), let run = Int(cells[15]), run > 0
        else { return nil }
        func text(_ column: Int) -> String? { cells[column].isEmpty ? nil : cells[column] }
        self.raw = raw
        self.run = run
        details = SampleDetails(
            index: index, source: cells[1], output: cells[2], variant: variant, className: text(4), status: status,
            lossBefore: Double(cells[6]), lossAfter: Double(cells[7]), f: Double(cells[8]),
            mutualInformation: Double(cells[9]), l2: l2, linf: linf, firstFeasible: Int(cells[12]),
            bestIteration: Int(cells[13]), feasibleIterations: 0, reason: text(14), informationCurve: [])
    }
}
