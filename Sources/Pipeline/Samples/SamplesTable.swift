// SPDX-License-Identifier: Apache-2.0
/// `samples.csv`: one row per sample and variant, RFC 4180 with \n as line ending.
enum SamplesTable {
    static let name = "samples.csv"

    static let columns = [
        "index", "source", "output", "variant", "class", "status", "loss_before", "loss_after", "f", "mi_estimate",
        "l2",
        "linf", "first_feasible", "best_iteration", "reason", "run",
    ]

    static var header: String { columns.joined(separator: ",") + "\n" }

    /// - Parameters:
    ///   - run: counted from 1, after the runs of an earlier result.
    ///   - isOmitted: whether nothing is published for the sample; then it has no output.
    static func row(_ sample: SampleDetails, run: Int, isOmitted: Bool) -> String {
        let fields: [String] = [
            String(sample.index), quoted(sample.source), isOmitted ? "" : quoted(sample.output), String(sample.variant),
            quoted(sample.className ?? ""), sample.status.rawValue, text(sample.lossBefore), text(sample.lossAfter),
            text(sample.f), text(sample.mutualInformation), text(sample.l2), text(sample.linf),
            text(sample.firstFeasible), text(sample.bestIteration), quoted(sample.reason ?? ""),
            String(run),
        ]
        return fields.joined(separator: ",") + "\n"
    }

    private static func text(_ value: (some CustomStringConvertible)?) -> String {
        value.map(\.description) ?? ""
    }

    static func quoted(_ text: String) -> String {
        text.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13].contains($0) }
            ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
}
