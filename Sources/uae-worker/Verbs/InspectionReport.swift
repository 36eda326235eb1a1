// SPDX-License-Identifier: Apache-2.0
import Base
import JobRecords
import Jobs

/// An inspection as text for people.
struct InspectionReport {
    let lines: [String]

    init(_ inspection: Inspection) {
        var rows = [
            ("dataset", inspection.dataset), ("checkpoint", inspection.checkpoint),
            ("attack", "\(inspection.method), preset \(inspection.preset), \(inspection.sampling) sampling"),
            (
                "work",
                "\(counted(inspection.samples, "sample")) in \(counted(inspection.chunks, "chunk")) of "
                    + "\(inspection.chunkSize)"
            ),
        ]
        rows += Self.cleanFigures(inspection)
        rows += (inspection.choices ?? []).map { ("chosen", $0) }
        let seconds = inspection.estimatedSeconds
        let time = seconds < 1 ? "less than a second" : ProgressBar.duration(seconds)
        let size = PrintedNumber.fixed(Double(inspection.estimatedBytes) / 1e6, 1) + " MB"
        rows.append(("estimate", "\(time) on one thread, \(size)"))
        if let earlier = inspection.earlier { rows.append(("beside", earlier)) }
        rows += inspection.ignored.prefix(20).map { ("ignored", $0) }
        if inspection.ignored.count > 20 { rows.append(("ignored", "… (\(inspection.ignored.count) in all)")) }
        rows += inspection.warnings.map { ("warning", $0) }
        lines = Self.lines(rows)
    }

    static func lines(_ rows: [(String, String)]) -> [String] {
        rows.map { $0.0.padded(to: 12) + $0.1 }
    }

    /// Which part of the samples a figure is of; empty if it is of all.
    private static func share(_ inspection: Inspection) -> String {
        guard let count = inspection.cleanSamples, count < inspection.samples else { return "" }
        return ", on \(count) of \(inspection.samples) samples"
    }

    /// The model's figures on the clean samples, named after what was measured.
    private static func cleanFigures(_ inspection: Inspection) -> [(String, String)] {
        let (found, trivial) = (inspection.cleanLoss, inspection.meanLoss)
        switch inspection.cleanMeasure {
        case "error-rate":
            let shares = [found, 1 - found, trivial].map { PrintedNumber.fixed(100 * $0, 1) }
            let text =
                "\(shares[0]) % (accuracy \(shares[1]) %; always naming the commonest class: \(shares[2]) % errors)"
            return [("clean error", text + share(inspection))]
        case nil: return []
        default:
            let losses = [found, trivial].map { PrintedNumber.significant($0, 4) }
            return [("clean loss", "\(losses[0]) (predicting the mean: \(losses[1]))" + share(inspection))]
        }
    }
}
