// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Killed anywhere, the outbox ends byte for byte as an undisturbed run's.
@Suite(.serialized, .timeLimit(.minutes(30))) struct CrashTests {
    static let images = 150

    /// The undisturbed run: `uae-worker run` with one thread.
    private func undisturbed(_ bundles: Bundles, _ bundle: URL, threads: Int = 1) throws -> [String: Data] {
        let out = bundles.scratch.appending(path: "out-\(threads)")
        let ran = try run(
            [Programs.path("uae-worker"), "run", bundle.path, "--out", out.path, "--threads", String(threads)],
            within: 600)
        #expect(ran.status == 0, "\(ran)")
        return try published(out.appending(path: bundle.lastPathComponent))
    }

    @Test func threadsDoNotMatter() throws {
        let bundles = try Bundles()
        let bundle = try bundles.fashion("threads", images: Self.images, job: Bundles.quick)
        let one = try undisturbed(bundles, bundle, threads: 1)
        let two = try undisturbed(bundles, bundle, threads: 2)
        #expect(one.count > Self.images)
        #expect(differences(one, two) == [])
    }

    @Test func workerAndDaemonKilled() throws {
        let bundles = try Bundles()
        let bundle = try bundles.fashion("crash", images: Self.images, job: Bundles.long)
        let expected = try undisturbed(bundles, bundle)

        let daemon = try TestDaemon(settle: 0.5, threads: 1)
        try FileManager.default.copyItem(at: bundle, to: daemon.inbox.appending(path: "crash"))
        try awaitChunk(daemon, "crash")
        let first = try #require(try workers(of: daemon).first)
        kill(first, SIGKILL)

        try daemon.until("the worker's successor") { try workers(of: daemon).contains { $0 != first } }
        daemon.kill9()
        try daemon.start()
        try daemon.until("a single worker after the restart") { try workers(of: daemon).count == 1 }

        let job = try daemon.await("crash", ["published", "failed"], within: 300)
        #expect(job.state == "published", "\(job.object)")
        #expect(differences(expected, try published(daemon.outbox.appending(path: "crash"))) == [])
        #expect(try daemon.jobs().count == 1)
    }

    /// Returns once a chunk of the job is durable, so that a kill has something to lose.
    private func awaitChunk(_ daemon: TestDaemon, _ name: String) throws {
        let job = try daemon.await(name, ["running"])
        let chunks = try daemon.chunks(of: job.number)
        try daemon.until("a chunk in \(chunks)") {
            try durableChunks(chunks) > 0 || daemon.job(name)?.state == "published"
        }
        #expect(try daemon.job(name)?.state == "running", "the job ended before it could be killed: make it longer")
    }
}
