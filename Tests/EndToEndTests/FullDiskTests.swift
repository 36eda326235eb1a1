import Foundation
import Testing

/// A full disk is no failure: the job waits and goes on by itself when there is room.
@Suite struct FullDiskTests {
    @Test(.enabled(if: geteuid() == 0, "mounts a small tmpfs"))
    func jobGoesOnWhenThereIsRoom() throws {
        let bundles = try Bundles()
        let bundle = try bundles.fashion("room", images: 120, job: "chunk_size = 8\n" + Bundles.quick)
        let daemon = try TestDaemon("rescan = 1", start: false)
        let mounted = try run(["/bin/mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", daemon.outbox.path])
        guard mounted.status == 0 else { return print("no tmpfs can be mounted here: \(mounted.errors)") }
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
}
