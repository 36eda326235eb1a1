import Foundation
import Jobs

/// An inspection, for people.
struct InspectionReport {
    let lines: [String]

    init(_ inspection: Inspection) {
        var rows = [
            ("dataset", inspection.dataset), ("checkpoint", inspection.checkpoint),
            ("attack", "\(inspection.method), preset \(inspection.preset), \(inspection.sampling) sampling"),
            ("work", "\(inspection.samples) samples in \(inspection.chunks) chunks of \(inspection.chunkSize)"),
            (
                "clean loss",
                String(format: "%.4g (predicting the mean: %.4g)", inspection.cleanLoss, inspection.meanLoss)
            ),
            (
                "estimate",
                "\(ProgressBar.duration(inspection.estimatedSeconds)) on one thread, "
                    + String(format: "%.1f MB", Double(inspection.estimatedBytes) / 1e6)
            ),
        ]
        if let earlier = inspection.earlier { rows.append(("beside", earlier)) }
        rows += inspection.ignored.prefix(20).map { ("ignored", $0) }
        if inspection.ignored.count > 20 { rows.append(("ignored", "… (\(inspection.ignored.count) in all)")) }
        rows += inspection.warnings.map { ("warning", $0) }
        lines = rows.map { $0.0.padding(toLength: 12, withPad: " ", startingAt: 0) + $0.1 }
    }
}
