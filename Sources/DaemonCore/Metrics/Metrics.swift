// SPDX-License-Identifier: Apache-2.0
import Base
import ControlAPI
import FoundationEssentials
import Glibc
import JobRecords
import Jobs
import Ledger

/// The figures of `/metrics` and `metrics_file`. Those from the ledger survive a restart; the others count from the start on.
package struct Metrics: Sendable {
    let totals: LedgerTotals
    let started: Date
    let lastScan: Date?
    let overflows: Int
    let rescans: Int
    let watches: Int
    let complaints: Int
    /// The numbers of refused requests, by the error's code.
    let refusals: [String: Int]

    package var text: String {
        var page = Exposition()
        addDaemon(&page)
        addJobs(&page)
        addWork(&page)
        addDurations(&page)
        return page.text
    }

    private func addDaemon(_ page: inout Exposition) {
        page.add("uaed_build_info", .gauge, "The version of uaed that answers.", [(["version": Release.version], 1)])
        page.add(
            "process_start_time_seconds", .gauge, "When uaed was started, in seconds since 1970.",
            started.timeIntervalSince1970)
        if let bytes = Self.residentBytes {
            page.add("process_resident_memory_bytes", .gauge, "Memory of the daemon, without its workers.", bytes)
        }
        page.add("uaed_watches", .gauge, "Directories that are watched.", Double(watches))
        page.add(
            "uaed_complaints", .gauge, "What a person should look at: uaectl status says it.", Double(complaints))
        page.add(
            "uaed_overflows_total", .counter, "Times that the kernel lost events, since the start.", Double(overflows))
        page.add(
            "uaed_rescans_total", .counter, "Times that every inbox was read afresh, since the start.", Double(rescans))
        page.add(
            "uaed_requests_refused_total", .counter, "Requests that were refused, by reason, since the start.",
            refusals.sorted { $0.key < $1.key }.map { code, count in
                (["code": code, "status": String(ErrorReport(code, "").status)], Double(count))
            })
        if let lastScan {
            page.add(
                "uaed_last_rescan_timestamp_seconds", .gauge, "When every inbox was last read afresh.",
                lastScan.timeIntervalSince1970)
        }
    }

    private func addJobs(_ page: inout Exposition) {
        page.add(
            "uaed_jobs", .gauge, "Jobs by the state they are in.",
            JobState.allCases.map { (["state": $0.rawValue], Double(totals.jobs[$0] ?? 0)) })
        page.add("uaed_jobs_claimed_total", .counter, "Bundles that became jobs.", Double(totals.claims))
        page.add(
            "uaed_jobs_ended_total", .counter, "Jobs that ended, by how.",
            JobState.allCases.filter(\.isFinal).map { (["state": $0.rawValue], Double(totals.ends[$0] ?? 0)) })
        page.add(
            "uaed_job_rescues_total", .counter, "Jobs that went on after their worker had died.",
            Double(max(0, totals.deaths - totals.quarantines)))
        page.add(
            "uaed_job_quarantines_total", .counter, "Jobs given up because their worker died again and again.",
            Double(totals.quarantines))
        page.add(
            "uaed_last_published_timestamp_seconds", .gauge, "When a job of the inbox was last published.",
            totals.lastPublished.sorted { $0.key < $1.key }.map { (["inbox": $0.key], $0.value.timeIntervalSince1970) })
    }

    private func addWork(_ page: inout Exposition) {
        page.add("uaed_chunks_total", .counter, "Chunks that were computed.", Double(totals.chunks))
        page.add(
            "uaed_chunk_retries_total", .counter, "Chunks computed again because the disk had lost them.",
            Double(totals.chunkRetries))
        let outcomes = [
            ("success", totals.successes), ("unchanged", totals.unchanged), ("failed", totals.failed),
            ("skipped", totals.skipped),
        ]
        page.add("uaed_samples_total", .counter, "Samples of published jobs.", Double(totals.samples))
        page.add(
            "uaed_sample_outcomes_total", .counter, "Samples of published jobs, by what came of them.",
            outcomes.map { (["outcome": $0.0], Double($0.1)) })
        if let rate = totals.newestSuccessRate {
            page.add(
                "uaed_attack_success_ratio", .gauge, "Share of the attacked samples that succeeded, newest job.", rate)
        }
    }

    private func addDurations(_ page: inout Exposition) {
        func series(_ histogram: DurationHistogram, _ labels: [String: String] = [:])
            -> (labels: [String: String], counts: [Int], count: Int, sum: Double)
        { (labels, histogram.counts, histogram.count, histogram.sum) }
        let bounds = DurationHistogram.bounds
        page.add(
            histogram: "uaed_job_queue_wait_seconds", "How long jobs waited for their turn.", bounds: bounds,
            [series(totals.queued)])
        page.add(
            histogram: "uaed_job_stage_duration_seconds", "How long jobs were at a stage.", bounds: bounds,
            [series(totals.inspecting, ["stage": "inspecting"]), series(totals.computing, ["stage": "computing"])])
    }

    /// The second number of statm in proc(5), which is in pages.
    private static var residentBytes: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let numbers = text.split(separator: " ")
        return numbers.count > 1 ? Double(numbers[1]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) } : nil
    }
}
