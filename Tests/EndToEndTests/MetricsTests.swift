// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `/metrics` and `metrics_file` of a real daemon.
@Suite(.timeLimit(.minutes(30))) struct MetricsTests {
    private static let promtool = Programs.repository.appending(path: "Tests/API/promtool").path

    /// One sample's value; nil where there is none.
    private func value(_ sample: String, in page: String) -> Double? {
        let line = page.split(separator: "\n").first { $0.hasPrefix(sample + " ") }
        return line.flatMap { Double($0.dropFirst(sample.count + 1)) }
    }

    private func page(_ daemon: TestDaemon, _ options: String...) throws -> String {
        try run(["/usr/bin/curl", "-s"] + options + ["--unix-socket", daemon.socket, "http://uaed/metrics"]).output
    }

    private func drop(_ name: String, rows: Int, _ daemon: TestDaemon) throws -> Job {
        try FileManager.default.moveItem(
            at: try Bundles().mice(name, rows: rows), to: daemon.inbox.appending(path: name))
        return try daemon.await(name, ["published"])
    }

    private func expectOneJob(_ page: String, _ job: Job) throws {
        let counted = [
            "uaed_jobs{state=\"published\"}", "uaed_jobs_claimed_total", "uaed_jobs_ended_total{state=\"published\"}",
            "uaed_job_queue_wait_seconds_count", "uaed_job_stage_duration_seconds_count{stage=\"computing\"}",
            "uaed_job_stage_duration_seconds_bucket{le=\"+Inf\",stage=\"inspecting\"}",
        ]
        for sample in counted { #expect(value(sample, in: page) == 1, "\(sample)\n\(page)") }
        let zero = ["uaed_jobs{state=\"failed\"}", "uaed_job_rescues_total", "uaed_job_quarantines_total"]
        for sample in zero { #expect(value(sample, in: page) == 0, "\(sample)\n\(page)") }
        let summary = try #require(job.summary)
        #expect(value("uaed_samples_total", in: page) == summary["samples"] as? Double)
        #expect(value("uaed_sample_outcomes_total{outcome=\"success\"}", in: page) == summary["successes"] as? Double)
        #expect(value("uaed_attack_success_ratio", in: page) == summary["asr"] as? Double)
        let published = try #require(value("uaed_last_published_timestamp_seconds{inbox=\"test\"}", in: page))
        #expect(abs(published - Date.now.timeIntervalSince1970) < 300)
    }

    @Test func tellsWhatWasDoneAndForgetsNothingAtARestart() throws {
        let daemon = try TestDaemon("rescan = 1")
        let job = try drop("demo", rows: 20, daemon)
        let before = try page(daemon, "-i")
        #expect(before.lowercased().contains("content-type: text/plain; version=0.0.4"), "\(before)")
        try expectOneJob(before, job)
        #expect(daemon.stop() == 0)
        try daemon.start()
        try expectOneJob(try page(daemon), job)
    }

    /// A chunk that the disk gives back otherwise than it was written.
    @Test func chunksThatAreLostAreCounted() throws {
        let daemon = try TestDaemon("rescan = 1", threads: 1)
        let bundle = try Bundles().fashion("lost", images: 48, job: "chunk_size = 16\n[attack]\niterations = 60\n")
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "lost"))
        let number = try daemon.await("lost", ["running"]).number
        let chunks = try daemon.jobFolders.appending(path: "\(number)/chunks")
        func first() -> URL? {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: chunks.path)) ?? []
            return names.filter { !$0.hasPrefix(".") }.sorted().first.map { chunks.appending(path: $0) }
        }
        let deadline = Date.now + 60
        while first() == nil, Date.now < deadline { usleep(2_000) }
        var bytes = try Data(contentsOf: try #require(first()))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: try #require(first()))
        let job = try daemon.await("lost", ["published"])
        #expect(value("uaed_chunk_retries_total", in: try page(daemon)) == 1)
        let warning = "chunk 0 cannot be read any more and is computed again"
        #expect((job.object["warnings"] as? [String])?.contains(warning) == true, "\(job.object)")
    }

    @Test(.enabled("promtool cannot be fetched") { try run([promtool, "--fetch"], within: 300).status == 0 })
    func promtoolFindsNothing() throws {
        let daemon = try TestDaemon("rescan = 1")
        _ = try drop("demo", rows: 20, daemon)
        let command = "curl -s --unix-socket '\(daemon.socket)' http://uaed/metrics | '\(Self.promtool)'"
        let checked = try run(["/bin/bash", "-o", "pipefail", "-c", command], within: 300)
        #expect(checked.status == 0 && checked.output.isEmpty && checked.errors.isEmpty, "\(checked)")
        print("promtool: nothing to say")
    }

    /// The counters of a job whose worker was killed again and again.
    @Test func countsDeaths() throws {
        let daemon = try TestDaemon("rescan = 1")
        // One chunk that takes long: no progress between deaths.
        let sheep = try Bundles().fashion("sheep", images: 40, job: "chunk_size = 40\n[attack]\niterations = 5000\n")
        try FileManager.default.moveItem(at: sheep, to: daemon.inbox.appending(path: "sheep"))
        var killed: Set<pid_t> = []
        while try daemon.await("sheep", ["running", "failed", "published"]).state == "running" {
            for worker in try workers(of: daemon, named: "sheep") where killed.insert(worker).inserted {
                kill(worker, SIGKILL)
            }
            usleep(20_000)
        }
        #expect(try daemon.await("sheep", ["failed", "published"]).reason == "quarantined")
        let page = try page(daemon)
        #expect(value("uaed_job_rescues_total", in: page) == 2, "\(page)")
        #expect(value("uaed_job_quarantines_total", in: page) == 1, "\(page)")
        #expect(value("uaed_jobs_ended_total{state=\"failed\"}", in: page) == 1, "\(page)")
    }

    @Test func writesTheFileForNodeExporter() throws {
        let folder = try Scratch.folder()
        let file = folder.appending(path: "uaed.prom")
        let daemon = try TestDaemon("rescan = 1\nmetrics_file = \"\(file.path)\"")
        let deadline = Date.now + 30
        var text = ""
        // With the next rescan.
        while value("uaed_rescans_total", in: text).map({ $0 < 1 }) ?? true, Date.now < deadline {
            text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
            usleep(50_000)
        }
        #expect(value("uaed_rescans_total", in: text).map { $0 >= 1 } == true, "\(text)")
        #expect(text.hasSuffix("\n"))
        try FileManager.default.removeItem(at: folder)
        // A folder that is away is told, and ends nothing.
        var status = ""
        let end = Date.now + 30
        while !status.contains("metrics_file"), Date.now < end {
            status = try daemon.ctl("status").output
            usleep(50_000)
        }
        #expect(status.contains("metrics_file") && status.contains("uaed.prom"), "\(status)")
    }
}
