// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Somebody has put folders where uaed writes the reason of a failure: the job ends all the same, once.
@Suite(.timeLimit(.minutes(30))) struct ReasonPlaceTests {
    @Test func foldersInItsPlaceHinderNothing() throws {
        let daemon = try TestDaemon("rescan = 1")
        let bundle = try Bundles().mice("refused", job: "[attack]\nitterations = 4\n")
        // Number 1: the daemon's first job.
        for name in ["refused.job1.failed.json", ".refused.job1.failed.json.tmp", "refused.job1.status.txt"] {
            try FileManager.default.createDirectory(
                at: daemon.inbox.appending(path: name + "/x"), withIntermediateDirectories: true)
        }
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: "refused"))
        let job = try daemon.await("refused", ["failed"])
        #expect(job.number == 1 && job.failure?["message"] as? String != nil)
        let deadline = Date.now + 20
        let input = daemon.inbox.appending(path: "refused.job1.failed").path
        while !FileManager.default.fileExists(atPath: input), Date.now < deadline { usleep(50_000) }
        #expect(FileManager.default.fileExists(atPath: input))
        // Several rescans later it has not ended again.
        let scans = try daemon.ctl("rescan")
        #expect(scans.status == 0)
        let events = try daemon.ctl("events", "--since", "0", "--job", "1").output
        #expect(events.components(separatedBy: "failed").count == 2, "\(events)")
        let status = try daemon.ctl("status", "--format", "json").output
        let object = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
        #expect((object?["degraded"] as? [String])?.filter { $0.contains("job 1") } == [], "\(status)")
        let mended = daemon.inbox.appending(path: "refused.job1.failed/job.toml")
        try Bundles.quick.write(to: mended, atomically: true, encoding: .utf8)
        #expect(try daemon.ctl("retry", "1").status == 0)
        #expect(try daemon.ctl("wait", "1").status == 0)
    }
}
