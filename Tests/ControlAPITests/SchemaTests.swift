// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Testing

@testable import ControlAPI

/// docs/schemas says what programs may rely on: every document is valid and has nothing else, and every member of every
/// schema is encoded by its type.
@Suite(.timeLimit(.minutes(10))) struct SchemaTests {
    private let scratch = try! Scratch()
    private static let instant = Date(timeIntervalSince1970: 1_795_507_200.25)

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// With everything that may be absent.
    private static var job: JobReport {
        var job = DocumentTests.job
        job.progress?.rate = 2
        job.summary?.meanMi = 0.5
        job.owner.user = "ada"
        (job.times.started, job.times.finished) = (instant, instant)
        return job
    }

    private static let schedule = ScheduleReport(
        name: "nightly", cron: "@daily", timeZone: "UTC", job: 1, source: "/s", inbox: "in", missed: "once",
        overlap: "skip", delay: 1, jitter: 2, freshSeed: true, paused: false, created: instant, next: instant,
        ticks: [TickReport(nominal: instant, outcome: "job", job: 1, missed: 0, reason: "r")])

    private static var status: StatusReport {
        StatusReport(
            version: "1", pid: 2, started: instant, configuration: "/c", state: "/s", socket: "/s/s",
            inboxes: [
                .init(
                    name: "n", path: "/p", outbox: "/o", checkpoint: "/c", job: "/j", watches: 1,
                    pending: [
                        .init(
                            name: "x", path: "/p/x", state: "settling", reason: "young", hint: "wait",
                            nextLook: instant)
                    ], morePending: 1)
            ],
            jobs: ["running": 1], threads: 3, maxRunningJobs: 1, lastEvent: 9, lastScan: instant, nextScan: instant,
            overflows: 0, rescans: 1, degraded: ["disk"],
            usage: UsageReport(
                measured: instant, inboxes: [.init(path: "/p", bytes: 3)], outboxes: [.init(path: "/o", bytes: 3)],
                jobs: [.init(number: 1, name: "x", input: 1, folder: 2, result: 3)]),
            pause: PauseReport(since: instant, until: instant), refusedRequests: ["not-found": 2])
    }

    private static let event = EventReport(
        sequence: 1, time: instant, kind: "state", job: 1, name: "n", state: "waiting", reason: "disk", message: "full")

    /// By schema.
    private static var documents: [String: any Encodable] {
        [
            "status": status, "job": JobAnswer(job), "jobs": JobsAnswer([job]), "item-job": job, "item-event": event,
            "events": EventsAnswer(events: [event], next: 1),
            "log": LogAnswer(job: 1, offset: 0, next: 2, text: "ab", complete: true),
            "explanation": Explanation(
                subject: "/in/x", state: "settling", reasons: ["r"], hint: "wait", nextLook: instant, job: job),
            "doctor": DoctorReport(version: "1", checks: [.init("database", ok: false, "damaged", hint: "restart")]),
            "clean": CleanReport(
                dryRun: true, removed: [.init(job: 1, name: "x", path: "/p", bytes: 2, error: "e")], failed: []),
            "rehearsal": RehearsalReport(
                inspection: job.inspection!, warnings: ["w"], picture: "/p.png",
                target: .init(inbox: "in", name: "n", path: "/in/n", free: 1)),
            "rescan": RescanAnswer(accepted: true), "adopt": AdoptAnswer(name: "n", path: "/in/n"),
            "pause": PauseAnswer(PauseReport(since: instant, until: instant)),
            "schedules": SchedulesAnswer([schedule]), "schedule": ScheduleAnswer(schedule), "item-schedule": schedule,
            "config": ConfigurationReport(
                file: "/c", entries: [.init(key: "threads", value: "2", origin: "/c:1")], awaitingRestart: ["state"]),
            "item-setting": ConfigurationReport.Entry(key: "threads", value: "2", origin: "default"),
            "ticks": NextTicksAnswer(
                name: "n", timeZone: "UTC", paused: false, ticks: [.init(nominal: instant, local: "here")]),
            "version": VersionReport(version: "1", capabilities: ["jobs"]), "error": ErrorReport("a", "b", hint: "c"),
        ]
    }

    /// - Returns: what `docs/schemas/check` says.
    private func check(_ arguments: [String]) throws -> (status: Int32, text: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = Self.repository.appending(path: "docs/schemas/check")
        process.arguments = arguments + [scratch.path]
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func write(_ text: String, _ name: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(scratch.path)/\(name).json"))
    }

    @Test func everyDocumentAndEveryMember() throws {
        for (name, document) in Self.documents {
            try write(String(decoding: ControlProtocol.encoder().encode(document), as: UTF8.self), name)
        }
        // uaectl's own, and uae-worker's.
        try write(#"{"schema":1,"inbox":"in","name":"n","path":"/in/n","job":1}"#, "submit")
        try write(#"{"schema":1,"operators":[{"format":"onnx","name":"Conv"}]}"#, "operators")
        try write(#"{"schema":1,"folder":"/out/n","checks":[{"name":"run","ok":false,"message":"m"}]}"#, "verification")
        let checked = try check(["--complete"])
        #expect(checked.status == 0, "\(checked.text)")
    }

    /// The check sees what it is for.
    @Test(arguments: [
        (#"{"schema":1,"accepted":"yes"}"#, "accepted"), (#"{"schema":1}"#, "accepted"),
        (#"{"schema":1,"accepted":true,"new":1}"#, "new"), (#"{"schema":2,"accepted":true}"#, "schema"),
    ])
    func faultsAreFound(_ text: String, _ word: String) throws {
        try write(text, "rescan")
        let checked = try check([])
        #expect(checked.status == 1 && checked.text.contains(word), "\(checked.text)")
    }

    @Test func aMemberThatNoDocumentHasIsTold() throws {
        try write(#"{"schema":1,"accepted":true}"#, "rescan")
        let checked = try check(["--complete"])
        #expect(checked.status == 1 && checked.text.contains("no document has job state"), "\(checked.text)")
    }
}
