// SPDX-License-Identifier: Apache-2.0
import Durability

/// Writes the page of metrics to `metrics_file`, on another thread. Whoever reads the file, such as node_exporter, finds the
/// old page or the new one, each whole.
@DaemonActor final class MetricsFile {
    private static let subject = "metrics_file"

    private let context: DaemonContext
    private let status: StatusReporter
    private var isWriting = false

    init(_ context: DaemonContext, _ status: StatusReporter) { (self.context, self.status) = (context, status) }

    /// Called with each rescan.
    func begin() {
        guard let path = context.configuration.metricsFile, !isWriting else {
            return context.record(Self.subject, nil)
        }
        isWriting = true
        Task {
            defer { isWriting = false }
            do {
                let text = try await status.metrics().text
                try await Background.run(throwing: { [disk = context.life.disk] in
                    try disk.writeWhole(Array(text.utf8), to: path)
                })
                context.record(Self.subject, nil)
            } catch {
                context.record(Self.subject, error)
            }
        }
    }
}
