// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The daemon opens none of the bytes: it stays small and itself whatever is dropped on it.
@Suite(.serialized, .withoutSanitizer("the daemon is held to its own size"), .timeLimit(.minutes(30)))
struct HostileDaemonTests {
    private static let mostMegabytes = 100

    @Test func staysSmallAndNeverRestarts() throws {
        let daemon = try TestDaemon("max_running_jobs = 2\nincomplete_timeout = 1\nrescan = 1", settle: 0.1)
        let process = try #require(daemon.process)
        let bundles = try Bundles()
        try FileManager.default.moveItem(
            at: bundles.fashion("good", images: 100, job: Bundles.long), to: daemon.inbox.appending(path: "good"))
        let dropped = try drop(on: daemon, from: bundles.scratch)
        let jobs = try dropped.map { try daemon.await($0.name, ["failed", "published"], within: 300) }
        for (bundle, job) in zip(dropped, jobs) {
            #expect(job.failure?["code"] as? String != "quarantined", "\(bundle.name): \(job.object)")
            if case .accepted = bundle.answer {
                #expect(job.state == "published", "\(bundle.name): \(job.object)")
            } else {
                let beside = daemon.inbox.appending(path: "\(job.name).job\(job.number).failed.json")
                let told = try String(contentsOf: beside, encoding: .utf8)
                #expect(told.contains("\"message\"") && told.contains("\"hint\""), "\(bundle.name): \(told)")
            }
        }
        #expect(try daemon.await("good", ["published", "failed"], within: 300).state == "published")
        #expect(process.isRunning && daemon.process === process)
        let peak = try peakMemory(process.processIdentifier)
        print("hostile daemon: \(dropped.count) bundles, peak memory of uaed \(peak) MB")
        #expect(peak < Self.mostMegabytes)
    }

    /// A part of the corpus: every answer that is known, of each kind.
    private func drop(on daemon: TestDaemon, from scratch: URL) throws -> [HostileBundle] {
        let known = [
            HostileImages.all(seed: 1, mutants: 0), HostileTables.all(seed: 1, mutants: 0),
            HostileModels.all(seed: 1, mutants: 0),
        ].flatMap { all in
            all.filter { if case .any = $0.answer { false } else { true } }.enumerated()
                .filter { $0.offset % 4 == 0 || $0.element.name.contains("bomb") }.map(\.element)
        }
        for bundle in known {
            let folder = scratch.appending(path: bundle.name)
            try bundle.write(to: folder)
            if bundle.files["job.toml"] == nil {
                try Bundles.quick.write(to: folder.appending(path: "job.toml"), atomically: true, encoding: .utf8)
            }
            try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: bundle.name))
        }
        return known
    }

    /// VmHWM, the most that was ever resident, in MB (proc(5)).
    private func peakMemory(_ pid: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let peak = try #require(status.firstMatch(of: /VmHWM:\s+(\d+) kB/), "\(status)")
        return try #require(Int(peak.output.1)) / 1024
    }
}
