// SPDX-License-Identifier: Apache-2.0
import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

/// Thousands of bundles at once, and one bundle of very many files: each taken exactly once, and the daemon answers all
/// the while. A few here; `make soak` drops 10,000 bundles and 100,000 files (UAED_BUNDLES, UAED_FILES).
@Suite(.serialized, .withoutSanitizer("the daemon is held to its own size and time"), .timeLimit(.minutes(240)))
struct ScaleTests {
    static func number(_ name: String, _ usual: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
    }

    @Test func manyBundlesAtOnce() throws {
        let count = Self.number("UAED_BUNDLES", 60)
        let daemon = try Self.daemon()
        let staging = daemon.root.appending(path: "staging")
        try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: true)
        let files = try Self.files(Bundles().mice("b", rows: 20))
        for index in 0..<count {
            let copy = staging.appending(path: "b\(index)").path
            #expect(mkdir(copy, 0o755) == 0)
            for (name, bytes) in files { try Self.write(bytes, "\(copy)/\(name)") }
        }
        let answers = StatusSampler(daemon.socket)
        let begin = Date.now
        for index in 0..<count {
            #expect(
                rename(
                    staging.appending(path: "b\(index)").path, daemon.inbox.appending(path: "b\(index)").path) == 0)
        }
        try Self.awaitTaken(count, daemon, within: 60 + Double(count))
        let seconds = Date.now.timeIntervalSince(begin)
        try answers.finish()
        let claims = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path)
        #expect(Set(claims.compactMap(Self.bundle)) == Set((0..<count).map { "b\($0)" }))
        let taken = claims.filter { $0.hasSuffix(".claimed") }
        #expect(taken.count == count, "something was taken twice, or not at all")
        Self.tell("\(count) bundles", seconds, answers, daemon)
    }

    @Test func oneBundleOfManyFiles() throws {
        let count = Self.number("UAED_FILES", 1000)
        let daemon = try Self.daemon()
        let bundle = try Bundles().fashion("many", images: 1)
        let images = bundle.appending(path: "images")
        let first = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: images.path).first { $0.hasSuffix(".png") })
        let bytes = try Data(contentsOf: images.appending(path: first))
        let folder = images.appending(path: first).deletingLastPathComponent()
        for index in 1..<count {
            try Self.write(bytes, "\(folder.path)/\(index).png")
        }
        let answers = StatusSampler(daemon.socket)
        let begin = Date.now
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "many"))
        try Self.awaitTaken(1, daemon, within: 60 + Double(count) / 100)
        let seconds = Date.now.timeIntervalSince(begin)
        try answers.finish()
        let job = try #require(try daemon.job("many"))
        #expect((job.object["inspection"] as? [String: Any])?["samples"] as? Int == count)
        Self.tell("one bundle of \(count) files", seconds, answers, daemon)
    }

    /// The files of a folder that has no folders in it.
    private static func files(_ folder: URL) throws -> [(name: String, bytes: Data)] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            ($0, try Data(contentsOf: folder.appending(path: $0)))
        }
    }

    /// Foundation's copies and writes take minutes for as many.
    private static func write(_ bytes: Data, _ path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
        let written = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard close(file) == 0, written == bytes.count else { throw TestFailure("cannot write \(path)") }
    }

    /// A daemon whose inspections are real and whose jobs never end: taking is measured, not computing.
    private static func daemon() throws -> TestDaemon {
        let worker = try Scratch.folder().appending(path: "worker")
        let script = """
            #!/bin/sh
            case "$1" in generate) exec cat > /dev/null ;; esac
            exec '\(Programs.path("uae-worker"))' "$@"
            """
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        return try TestDaemon("worker = \"\(worker.path)\"")
    }

    /// Waits until the database holds `count` jobs that were inspected and accepted.
    private static func awaitTaken(_ count: Int, _ daemon: TestDaemon, within seconds: Double) throws {
        let deadline = Date.now + seconds
        var since = 0
        var jobs: [String: Int] = [:]
        while Date.now < deadline {
            let status = try StatusSampler.status(daemon.socket).object
            jobs = status["jobs"] as? [String: Int] ?? [:]
            if jobs["queued", default: 0] + jobs["running", default: 0] == count, jobs.values.reduce(0, +) == count {
                return
            }
            since = status["lastEvent"] as? Int ?? since
            _ = try run(
                ["/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=\(since)&wait=2"])
            if count > 1000 { sleep(1) }
        }
        throw TestFailure("not \(count) jobs but \(jobs) after \(seconds) s")
    }

    /// `b7` for `b7.job12.claimed`.
    private static func bundle(_ claim: String) -> String? {
        claim.hasSuffix(".claimed") ? claim.split(separator: ".").first.map(String.init) : nil
    }

    private static func tell(_ what: String, _ seconds: Double, _ answers: StatusSampler, _ daemon: TestDaemon) {
        let memory = daemon.process.flatMap { try? peakMemory($0.processIdentifier) } ?? 0
        print(
            "\(what): all taken in \(Int(seconds)) s; status answered \(answers.count) times, in "
                + "\(Int(answers.worst * 1000)) ms at worst, \(Int(answers.time(0.99) * 1000)) ms in 99 of 100, "
                + "\(Int(answers.time(0.5) * 1000)) ms usually; load \(loads()[0]); "
                + "the daemon had \(memory >> 20) MB at most")
        // Of a few hundred answers one may fall into a moment in which another process has both cores.
        #expect(answers.time(answers.count < 1000 ? 0.98 : 1) < StatusSampler.longest)
        #expect(memory < 100_000_000)
    }

    /// Processes that want a core, as uptime(1) tells.
    private static func loads() -> [Double] {
        var loads = [0.0, 0, 0]
        return getloadavg(&loads, 3) == 3 ? loads : [.nan]
    }

    /// VmHWM of proc(5), in bytes.
    private static func peakMemory(_ pid: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
