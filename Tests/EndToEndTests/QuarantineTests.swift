// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// A bundle that kills its worker costs that worker, three times; not the daemon, and not the job beside it.
@Suite(.serialized, .timeLimit(.minutes(30))) struct QuarantineTests {
    /// A segmentation fault at whatever instant, three times.
    @Test func segmentationFaults() throws {
        let daemon = try TestDaemon("max_running_jobs = 2")
        let bundles = try Bundles()
        let pid = try #require(daemon.process?.processIdentifier)
        // One chunk that takes long: no progress between deaths.
        let bad = try bundles.fashion("bad", images: 40, job: "chunk_size = 40\n[attack]\niterations = 5000\n")
        try FileManager.default.moveItem(at: bad, to: daemon.inbox.appending(path: "bad"))
        try FileManager.default.moveItem(
            at: bundles.fashion("good", images: 20), to: daemon.inbox.appending(path: "good"))
        var killed: Set<pid_t> = []
        let deadline = Date.now + 120
        while killed.count < 3, Date.now < deadline {
            // A worker that has begun to compute is one whose log says so.
            let job = try daemon.await("bad", ["running", "failed"])
            guard job.state == "running" else { break }
            for worker in try workers(of: daemon, named: "bad")
            where !killed.contains(worker) && Self.begun(worker, of: daemon, job) {
                kill(worker, SIGSEGV)
                killed.insert(worker)
            }
            usleep(20_000)
        }
        let job = try daemon.await("bad", ["failed", "published"])
        #expect(killed.count == 3)
        try expectQuarantine(job, daemon, how: "signal 11")
        #expect(try daemon.await("good", ["published", "failed"]).state == "published")
        #expect(daemon.process?.isRunning == true && daemon.process?.processIdentifier == pid)
    }

    /// Between the second death and the third a worker finishes a chunk that nobody hears of: its daemon stands still, and
    /// is killed.
    @Test func aChunkNobodyHeardOf() throws {
        let daemon = try TestDaemon("rescan = 1", threads: 1)
        let bundle = try Bundles().fashion("orphan", images: 12, job: "chunk_size = 4\n[attack]\niterations = 2000\n")
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "orphan"))
        var killed: [pid_t] = []
        for _ in 0..<2 { killed.append(try killBegun(daemon, but: killed)) }
        let last = try awaitBegun(daemon, but: killed)
        let chunks = try daemon.chunks(of: 1)
        let before = durableChunks(chunks)
        daemon.signal(SIGSTOP)
        try daemon.until("a chunk in \(chunks)") { durableChunks(chunks) > before }
        daemon.kill9()
        try daemon.start()
        _ = try killBegun(daemon, but: killed + [last])
        let job = try daemon.await("orphan", ["published", "failed"])
        #expect(job.state == "published" && job.object["deaths"] as? Int == 3, "\(job.object)")
    }

    private func killBegun(_ daemon: TestDaemon, but earlier: [pid_t]) throws -> pid_t {
        let worker = try awaitBegun(daemon, but: earlier)
        kill(worker, SIGKILL)
        return worker
    }

    /// The job's next worker, once it has begun to compute.
    private func awaitBegun(_ daemon: TestDaemon, but earlier: [pid_t]) throws -> pid_t {
        var found: pid_t?
        try daemon.until("a worker besides \(earlier)") {
            let job = try daemon.await("orphan", ["running", "failed", "published"])
            guard job.state == "running" else { throw TestFailure("\(job.object)") }
            found = try workers(of: daemon).first { !earlier.contains($0) && Self.begun($0, of: daemon, job) }
            return found != nil
        }
        return try #require(found)
    }

    /// More memory than `memory_limit` leaves: the same end, without a word to the machine's own memory.
    @Test(.withoutSanitizer("the worker has too few addresses for one")) func memoryLimit() throws {
        let daemon = try TestDaemon("max_running_jobs = 2\nmemory_limit = \"1G\"")
        let bundles = try Bundles()
        let folder = bundles.scratch.appending(path: "greedy")
        // 2²⁸ values, 1 GB, are allowed; the address space that this takes is not there.
        let greedy = HostileModels.greedy
        try greedy.write(to: folder)
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "greedy"))
        try FileManager.default.moveItem(
            at: bundles.mice("good", rows: 20), to: daemon.inbox.appending(path: "good"))
        let job = try daemon.await("greedy", ["failed", "published", "waiting"])
        try expectQuarantine(job, daemon, how: "signal")
        #expect(try daemon.await("good", ["published", "failed"]).state == "published")
        #expect(daemon.process?.isRunning == true)
    }

    private static func begun(_ worker: pid_t, of daemon: TestDaemon, _ job: Job) -> Bool {
        guard let log = try? daemon.ctl("logs", "\(job.number)") else { return false }
        return log.output.contains("pid \(worker) begins")
    }

    private func expectQuarantine(_ job: Job, _ daemon: TestDaemon, how: String) throws {
        #expect(job.state == "failed" && job.reason == "quarantined", "\(job.object)")
        let file = daemon.inbox.appending(path: "\(job.name).job\(job.number).failed.json")
        let told = try #require(
            JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any], "\(file)")
        let failure = try #require(told["failure"] as? [String: Any])
        #expect(told["reason"] as? String == "quarantined")
        #expect((failure["message"] as? String)?.contains("died 3 times") == true, "\(failure)")
        #expect((failure["message"] as? String)?.contains(how) == true, "\(failure)")
        #expect((failure["cause"] as? String)?.isEmpty == false, "the last lines of its log: \(failure)")
        #expect(FileManager.default.fileExists(atPath: daemon.inbox.path + "/\(job.name).job\(job.number).failed"))
        #expect(try daemon.ctl("explain", job.name).output.contains("died 3 times"))
    }
}
