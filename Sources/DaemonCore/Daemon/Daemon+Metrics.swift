// SPDX-License-Identifier: Apache-2.0
import Foundation
import Ledger

extension Daemon {
    /// Sums up the ledger beside the turns.
    package func metrics() async throws -> Metrics {
        let totals = try await Background.run { [ledger] in Result { try ledger.totals() } }.get()
        return Metrics(
            totals: totals, started: started, lastScan: lastScan.map(clock.shown), overflows: overflows,
            rescans: rescans,
            watches: watcher?.watches ?? 0, complaints: complaints.count, refusals: refusals.counts)
    }

    /// `metrics_file`, with each rescan: what node_exporter reads is the old page or the new one, whole.
    func startWritingMetrics() {
        guard let path = configuration.metricsFile, !isWritingMetrics else { return note(Self.metricsSubject, nil) }
        isWritingMetrics = true
        Task {
            defer { isWritingMetrics = false }
            do {
                let text = try await metrics().text
                try await Background.run { [disk = life.disk] in
                    Result { try disk.writeWhole(Array(text.utf8), to: path) }
                }.get()
                note(Self.metricsSubject, nil)
            } catch {
                note(Self.metricsSubject, error)
            }
        }
    }

    private static let metricsSubject = "metrics_file"
}
