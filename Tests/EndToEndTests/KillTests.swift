// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// Killed again and again at random instants, worker, daemon or both, the outbox ends byte for byte as an undisturbed
/// run's. A few kills here; `make soak` does hundreds (UAED_KILLS).
@Suite(.serialized, .timeLimit(.minutes(240))) struct KillTests {
    static let kills = ProcessInfo.processInfo.environment["UAED_KILLS"].flatMap { Int($0) } ?? 8

    /// Chunks of a fraction of a second, more of them than kills can hinder.
    private func bundle(_ bundles: Bundles, _ name: String) throws -> URL {
        try bundles.fashion(
            name, images: 60 + 12 * Self.kills, job: "chunk_size = 4\n[attack]\niterations = 120\n")
    }

    private func undisturbed(_ bundles: Bundles, _ bundle: URL) throws -> [String: Data] {
        let out = bundles.scratch.appending(path: "out")
        let ran = try run([Programs.path("uae-worker"), "run", bundle.path, "--out", out.path], within: 3600)
        #expect(ran.status == 0, "\(ran)")
        return try published(out.appending(path: bundle.lastPathComponent))
    }

    @Test func killedAtRandomInstants() throws {
        let bundles = try Bundles()
        let bundle = try bundle(bundles, "kills")
        let expected = try undisturbed(bundles, bundle)
        let daemon = try TestDaemon("rescan = 1")
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "kills"))
        var random = SeededGenerator(seed: 20_240_229)
        var killed = 0
        let chunks = try daemon.chunks(of: 1)
        for round in 0... {
            guard killed < Self.kills, try !["published", "failed"].contains(daemon.job("kills")?.state) else { break }
            // Three deaths without a finished chunk would quarantine the job, and rightly: two of three rounds wait for one.
            let before = durableChunks(chunks)
            let deadline = Date.now + 20
            while round % 3 != 2, durableChunks(chunks) == before, Date.now < deadline { usleep(5000) }
            usleep(UInt32(random.next() % 300_000))
            switch random.next() % 3 {
            case 0: killed += try killWorkers(daemon)
            case 1: killed += try restart(daemon)
            default: killed += try killWorkers(daemon) + restart(daemon)
            }
        }
        let job = try daemon.await("kills", ["published", "failed"], within: 600)
        #expect(job.state == "published", "\(job.object)")
        #expect(killed >= Self.kills, "the job ended after \(killed) kills: make it longer")
        #expect(differences(expected, try published(daemon.outbox.appending(path: "kills"))) == [])
        #expect(try daemon.jobs().count == 1)
        print("kills: \(killed) of worker or daemon, byte-identical result")
    }

    /// SIGTERM in mid-job: gone within five seconds, and no finished chunk is computed again.
    @Test func orderlyStopLosesNoFinishedChunk() throws {
        let daemon = try TestDaemon("rescan = 1")
        let bundle = try bundle(Bundles(), "stop")
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "stop"))
        let job = try daemon.await("stop", ["running"])
        let chunks = try daemon.chunks(of: job.number)
        let deadline = Date.now + 30
        while durableChunks(chunks) < 3, Date.now < deadline { usleep(5000) }
        let asked = Date.now
        #expect(daemon.stop() == 0)
        #expect(Date.now.timeIntervalSince(asked) < 5)
        let kept = durableChunks(chunks)
        #expect(kept >= 3)
        try daemon.start()
        #expect(try daemon.await("stop", ["published", "failed"]).state == "published")
        let log = try daemon.ctl("logs", "stop").output
        #expect(log.contains(", \(kept) done before"), "\(kept) chunks were finished: \(log)")
    }

    /// The daemon alone, twenty times, each followed at once by a restart while its worker may still be at work: the lock of
    /// the job's folder has one holder at a time, and the cut life line ends the one before.
    @Test func killedDaemonLeavesNoSecondWriter() throws {
        let kills = 20
        let bundles = try Bundles()
        let bundle = try bundles.fashion(
            "alone", images: 60 + 12 * kills, job: "chunk_size = 4\n[attack]\niterations = 300\n")
        let expected = try undisturbed(bundles, bundle)
        let daemon = try TestDaemon("rescan = 1")
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "alone"))
        let lock = try daemon.jobFolders.appending(path: "1/lock").path
        var random = SeededGenerator(seed: 11)
        var writers: [pid_t] = []
        for _ in 0..<kills {
            let writer = try #require(try nextWriter(lock, after: writers.last))
            writers.append(writer)
            usleep(UInt32(random.next() % 200_000))
            try #require(try daemon.job("alone")?.state != "published", "after \(writers.count): make it longer")
            _ = try restart(daemon)
        }
        #expect(try daemon.await("alone", ["published", "failed"], within: 600).state == "published")
        #expect(Set(writers).count == kills, "each restart has a worker of its own")
        #expect(writers.allSatisfy { kill($0, 0) != 0 || isOver($0) }, "none of them is left")
        #expect(differences(expected, try published(daemon.outbox.appending(path: "alone"))) == [])
        print("kills: \(kills) of the daemon alone, one writer at a time, byte-identical result")
    }

    /// The process that holds the lock next; at no look may there be two.
    private func nextWriter(_ lock: String, after last: pid_t?) throws -> pid_t? {
        let deadline = Date.now + 60
        while Date.now < deadline {
            let holders = try holders(of: lock)
            #expect(holders.count <= 1, "\(holders) hold \(lock)")
            if let writer = holders.first, writer != last { return writer }
            usleep(5000)
        }
        return nil
    }

    /// Processes with a flock(2) on `file`: proc(5), fdinfo.
    private func holders(of file: String) throws -> [pid_t] {
        let manager = FileManager.default
        return try manager.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { pid in
            ((try? manager.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []).contains { fd in
                guard (try? manager.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(fd)")) == file else {
                    return false
                }
                let info = try? String(contentsOfFile: "/proc/\(pid)/fdinfo/\(fd)", encoding: .utf8)
                return info?.contains("FLOCK") == true
            }
        }
    }

    /// A process that has ended and that nobody has waited for.
    private func isOver(_ pid: pid_t) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return stat.isEmpty || stat.split(separator: ")").last?.hasPrefix(" Z") == true
    }

    private func killWorkers(_ daemon: TestDaemon) throws -> Int {
        let pids = try workers(of: daemon)
        pids.forEach { kill($0, SIGKILL) }
        return pids.count
    }

    private func restart(_ daemon: TestDaemon) throws -> Int {
        daemon.kill9()
        try daemon.start()
        return 1
    }
}
