// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// `uaectl cancel` stops a running job at once, publishes nothing and keeps the input.
@Test(.timeLimit(.minutes(30))) func cancelRunningJob() throws {
    let daemon = try TestDaemon(settle: 0.5)
    let bundle = try Bundles().fashion("stop", images: 200, job: Bundles.endless)
    try FileManager.default.copyItem(at: bundle, to: daemon.inbox.appending(path: "stop"))
    let running = try daemon.await("stop", ["running"])

    let asked = Date.now
    let cancelled = try daemon.ctl("cancel", "stop")
    #expect(cancelled.status == 0, "\(cancelled)")
    let job = try daemon.await("stop", ["cancelled"], within: 5)
    // With a sanitizer the worker takes longer to see it.
    if !Sanitizer.isThere { #expect(Date.now.timeIntervalSince(asked) < 2.5) }
    #expect(job.number == running.number)

    #expect(!FileManager.default.fileExists(atPath: daemon.outbox.appending(path: "stop").path))
    #expect(
        try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path) == ["stop.job\(job.number).cancelled"])
    #expect(try daemon.ctl("cancel", "stop").status == 7, "a cancelled job cannot be cancelled")
    #expect(try daemon.ctl("cancel", "nothing").status == 3)
}
