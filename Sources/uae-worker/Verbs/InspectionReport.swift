// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
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
        let seconds = inspection.estimatedSeconds
        let time = seconds < 1 ? "less than a second" : ProgressBar.duration(seconds)
        let size = String(format: "%.1f MB", Double(inspection.estimatedBytes) / 1e6)
        rows.append(("estimate", "\(time) on one thread, \(size)"))
        if let earlier = inspection.earlier { rows.append(("beside", earlier)) }
        rows += inspection.ignored.prefix(20).map { ("ignored", $0) }
        if inspection.ignored.count > 20 { rows.append(("ignored", "… (\(inspection.ignored.count) in all)")) }
        rows += inspection.warnings.map { ("warning", $0) }
        lines = Self.lines(rows)
    }

    static func lines(_ rows: [(String, String)]) -> [String] {
        rows.map { $0.0.padding(toLength: 12, withPad: " ", startingAt: 0) + $0.1 }
    }

    /// The model's figures on the clean samples, named after what was measured.
    private static func cleanFigures(_ inspection: Inspection) -> [(String, String)] {
        let (found, trivial) = (inspection.cleanLoss, inspection.meanLoss)
        switch inspection.cleanMeasure {
        case "error-rate":
            let format = "%.1f %% (accuracy %.1f %%; always naming the commonest class: %.1f %% errors)"
            return [("clean error", String(format: format, 100 * found, 100 * (1 - found), 100 * trivial))]
        case nil: return []
        default: return [("clean loss", String(format: "%.4g (predicting the mean: %.4g)", found, trivial))]
        }
    }
}
