import Base
// SPDX-License-Identifier: Apache-2.0
import Datasets

/// A row of `samples.csv`, read back.
struct SampleRow {
    let raw: [UInt8]
    /// As far as the table tells: neither curves nor stored values.
    let details: SampleDetails
    /// From 1; the last one's samples were made by this result's own job.
    let run: Int
    var isOmitted: Bool { details.output.isEmpty }

    /// Calls `body` with each row in order.
    ///
    /// - Throws: `Failure`, refused, with the row that is not one of ours.
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
