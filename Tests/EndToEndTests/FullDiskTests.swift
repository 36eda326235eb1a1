// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A full disk is no failure: the job waits and goes on by itself when there is room.
@Suite(.timeLimit(.minutes(30))) struct FullDiskTests {
    @Test(.enabled("no tmpfs can be mounted here") { try canMount() })
    func jobGoesOnWhenThereIsRoom() throws {
        let bundles = try Bundles()
        let bundle = try bundles.fashion("room", images: 120, job: "chunk_size = 8\n" + Bundles.quick)
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = \"1M\"", start: false)
        let mounted = try run(["/bin/mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", daemon.outbox.path])
        try #require(mounted.status == 0, "\(mounted.errors)")
        defer {
            daemon.stop()
            _ = try? run(["/bin/umount", daemon.outbox.path])
        }
        let filler = daemon.outbox.appending(path: "filler").path
        try run(["/bin/dd", "if=/dev/zero", "of=\(filler)", "bs=1k", "count=20300", "status=none"])
        try daemon.start()
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "room"))
        let waiting = try daemon.await("room", ["waiting", "published", "failed"])
        #expect(waiting.state == "waiting" && waiting.reason == "disk", "\(waiting.object)")
        #expect(!FileManager.default.fileExists(atPath: daemon.outbox.appending(path: "room").path))
        #expect(try daemon.ctl("explain", "room").output.contains("df -h"))

        try FileManager.default.removeItem(atPath: filler)
        let job = try daemon.await("room", ["published", "failed"], within: 60)
        #expect(job.state == "published", "\(job.object)")
        #expect(job.summary?["samples"] as? Int == 120)
    }

    /// Computing, the job meets the end of a disk that was large enough when it started.
    @Test(.enabled("no tmpfs can be mounted here") { try canMount() })
    func diskThatFillsUpInMidJob() throws {
        let bundles = try Bundles()
        let bundle = try bundles.fashion("fills", images: 120, job: "chunk_size = 4\n[attack]\niterations = 160\n")
        let out = bundles.scratch.appending(path: "out")
        #expect(try run([Programs.path("uae-worker"), "run", bundle.path, "--out", out.path], within: 600).status == 0)
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = \"8M\"", start: false)
        let mounted = try run(["/bin/mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", daemon.outbox.path])
        try #require(mounted.status == 0, "\(mounted.errors)")
        defer {
            daemon.stop()
            _ = try? run(["/bin/umount", daemon.outbox.path])
        }
        // Below the reserve nothing is started.
        let filler = daemon.outbox.appending(path: "filler").path
        try run(["/bin/dd", "if=/dev/zero", "of=\(filler)", "bs=1k", "count=58000", "status=none"])
        try daemon.start()
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "fills"))
        let waiting = try daemon.await("fills", ["waiting", "running", "published", "failed"])
        #expect(waiting.state == "waiting" && waiting.reason == "disk", "\(waiting.object)")
        #expect(try daemon.ctl("show", "fills").output.contains("disk_reserve"))

        try FileManager.default.removeItem(atPath: filler)
        let running = try daemon.await("fills", ["running"], within: 60)
        let chunks = try daemon.chunks(of: running.number)
        let deadline = Date.now + 60
        while ((try? FileManager.default.contentsOfDirectory(atPath: chunks)) ?? []).count < 2, Date.now < deadline {
            usleep(5000)
        }
        // dd ends when there is no room any more.
        try run(["/bin/dd", "if=/dev/zero", "of=\(filler)", "bs=4k", "status=none"])
        let full = try daemon.await("fills", ["waiting", "published", "failed"])
        #expect(full.state == "waiting" && full.reason == "disk", "\(full.object)")

        try FileManager.default.removeItem(atPath: filler)
        #expect(try daemon.await("fills", ["published", "failed"], within: 300).state == "published")
        #expect(
            differences(
                try published(out.appending(path: "fills")), try published(daemon.outbox.appending(path: "fills")))
                == [])
    }

    /// Only root may mount, and not in every container.
    private static func canMount() throws -> Bool {
        let folder = try Scratch.folder().path
        guard try run(["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]).status == 0 else { return false }
        return try run(["/bin/umount", folder]).status == 0
    }
}
