// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import ControlAPI

/// JSON as the socket has it: what goes in comes out, under names that do not change.
@Suite(.timeLimit(.minutes(10))) struct DocumentTests {
    private static let instant = Date(timeIntervalSince1970: 1_795_507_200.25)

    static let job = JobReport(
        number: 17, name: "a \"b\" ü/\u{1B}", inbox: "demo", state: "waiting", reason: "incomplete",
        failure: Failure(
            .incomplete, code: "truncated", "no IEND", hint: "wait", file: "x.png", row: 3, node: "n", cause: "c"),
        progress: ProgressReport(done: 0.5, total: 10, chunksDone: 1, chunks: 2, rate: nil, eta: 3.5),
        inspection: InspectionReport(
            samples: 10, dataset: "images", checkpoint: "m.onnx", preset: "uaed", method: "minmax",
            sampling: "convolution", chunks: 2, chunkSize: 5, cleanLoss: 0.1, meanLoss: 0.2, estimatedSeconds: 3,
            estimatedBytes: 4, ignored: ["notes.txt"], cleanSamples: 5, choices: ["columns a, b"]),
        summary: SummaryReport(
            samples: 10, successes: 9, unchanged: 0, failed: 1, skipped: 0, asr: 0.9, meanL2: 1.5, meanMi: nil),
        warnings: ["scale"], priority: 2, arrival: "settled", deaths: 1, owner: OwnerReport(uid: 5, user: nil),
        times: TimesReport(claimed: instant, queued: instant, nextLook: instant),
        paths: PathsReport(claim: "/c", result: "/r", log: "/l", reason: "/f.json"),
        manifestDigest: String(repeating: "0f", count: 32))

    private func roundTrip<Value: Codable & Equatable>(_ value: Value) throws {
        for pretty in [false, true] {
            let data = try ControlProtocol.encoder(pretty: pretty).encode(value)
            #expect(try ControlProtocol.decoder().decode(Value.self, from: data) == value)
        }
    }

    @Test func roundTrips() throws {
        try roundTrip(JobAnswer(Self.job))
        try roundTrip(JobsAnswer([Self.job, Self.job]))
        try roundTrip(VersionReport(version: "1", capabilities: ["jobs"]))
        try roundTrip(
            EventsAnswer(
                events: [EventReport(sequence: 1, time: Self.instant, kind: "state", job: 1, state: "running")],
                next: 1,
                gap: true))
        try roundTrip(LogAnswer(job: 1, offset: 0, next: 4, text: "ab\n\u{0}", complete: true))
        try roundTrip(RescanAnswer(accepted: true))
        try roundTrip(ErrorReport("not-found", "no", hint: nil))
        try roundTrip(
            Explanation(
                subject: "/in/x", state: "settling", reasons: ["it changes"], hint: "wait", nextLook: Self.instant,
                job: Self.job))
        try roundTrip(
            StatusReport(
                version: "1", pid: 2, started: Self.instant, configuration: "/c", state: "running", socket: "/s",
                inboxes: [
                    .init(
                        name: "n", path: "/p", outbox: "/o", watches: 1,
                        pending: [
                            .init(name: "x", path: "/p/x", state: "settling", reason: "young", nextLook: Self.instant)
                        ])
                ],
                jobs: ["running": 1, "waiting": 2], threads: 3, maxRunningJobs: 1, lastEvent: 9, lastScan: nil,
                nextScan: Self.instant, overflows: 0, rescans: 1, degraded: ["disk"],
                usage: UsageReport(
                    measured: Self.instant, inboxes: [.init(path: "/p", bytes: 3)], outboxes: [],
                    jobs: [.init(number: 1, name: "x", input: 1, folder: 2, result: 3)])))
        try roundTrip(DoctorReport(version: "1", checks: [.init("database", ok: false, "damaged", hint: "restart")]))
        try roundTrip(
            CleanReport(dryRun: true, removed: [], failed: [.init(job: 1, name: "x", path: "/p", bytes: 2, error: "e")])
        )
    }

    /// The names that programs rely on, read by another parser.
    @Test func namesOfTheMembers() throws {
        let data = try ControlProtocol.encoder().encode(JobAnswer(Self.job))
        let answer = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(answer["schema"] as? Int == 1)
        let job = try #require(answer["job"] as? [String: Any])
        let summary = try #require(job["summary"] as? [String: Any])
        #expect(Set(summary.keys) == ["samples", "successes", "unchanged", "failed", "skipped", "asr", "mean_l2"])
        let times = try #require(job["times"] as? [String: Any])
        #expect(times["claimed"] as? String == "2026-11-24T08:00:00.250Z" && times["next_look"] != nil)
        let progress = try #require(job["progress"] as? [String: Any])
        #expect(Set(progress.keys) == ["done", "total", "chunks_done", "chunks", "eta"])
    }

    /// An instant without its fraction is one too.
    @Test func instants() throws {
        let decoded = try ControlProtocol.decoder().decode([Date].self, from: Data(#"["2026-11-24T08:00:00Z"]"#.utf8))
        #expect(decoded == [Date(timeIntervalSince1970: 1_795_507_200)])
        #expect(throws: (any Error).self) {
            try ControlProtocol.decoder().decode([Date].self, from: Data(#"["yesterday"]"#.utf8))
        }
    }
}
