// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// The wall clock is set while the daemon runs (Tests/WallClock); the clocks that cannot be set are left alone.
@Suite(.withoutSanitizer("both want to be loaded first"), .timeLimit(.minutes(30))) struct ClockStepTests {
    private let bundles = try! Bundles()
    private let daemon: TestDaemon
    private let offset: URL

    init() throws {
        daemon = try TestDaemon("rescan = 1\nstall_timeout = 60", settle: 2, start: false)
        offset = daemon.root.appending(path: "offset")
        let library = daemon.root.appending(path: "wallclock.so").path
        let source = Programs.repository.appending(path: "Tests/WallClock/wallclock.c").path
        let built = try run(["/usr/bin/env", "clang", "-O1", "-shared", "-fPIC", "-o", library, source])
        #expect(built.status == 0, "\(built)")
        try daemon.start(["LD_PRELOAD": library, "WALLCLOCK": offset.path])
    }

    /// Sets the daemon's clock and waits until it has looked at everything by it.
    private func setClock(days: Int) throws {
        try "\(days * 86_400)\n".write(to: offset, atomically: true, encoding: .utf8)
        for _ in 1...2 {
            let before = try rescans()
            #expect(try daemon.ctl("rescan").status == 0)
            let deadline = Date.now + 20
            while try rescans() == before, Date.now < deadline { usleep(20_000) }
            #expect(try rescans() > before)
        }
    }

    private func rescans() throws -> Int {
        let status = try daemon.ctl("status", "--format", "json").output
        let object = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
        return try #require(object?["rescans"] as? Int, "\(status)")
    }

    private func drop(_ bundle: URL) throws {
        try FileManager.default.copyItem(at: bundle, to: daemon.inbox.appending(path: bundle.lastPathComponent))
    }

    @Test func neitherTooEarlyNorTooLate() throws {
        try drop(bundles.fashion("long", images: 200, job: Bundles.endless))
        _ = try daemon.await("long", ["running"])

        // Set forward, it does not make a worker stall, nor a copy quiet.
        let dropped = ContinuousClock.now
        try drop(bundles.mice("ahead"))
        try setClock(days: 1)
        let ahead = try daemon.await("ahead", ["queued", "running", "published"])
        #expect(ContinuousClock.now - dropped >= .seconds(2))
        let claimed = try #require((ahead.object["times"] as? [String: Any])?["claimed"] as? String)
        #expect(claimed.prefix(10) == (Date.now + 86_400).formatted(.iso8601).prefix(10))
        let long = try #require(try daemon.job("long"))
        #expect(long.state == "running" && long.object["deaths"] as? Int == 0, "\(long.object)")

        // Set back, it makes no one wait.
        try setClock(days: -1)
        try drop(bundles.mice("behind"))
        _ = try daemon.await("behind", ["queued", "running", "published"], within: 20)
        #expect(try daemon.job("long")?.state == "running")
        #expect(try daemon.ctl("cancel", "long").status == 0)
        #expect(try daemon.await("behind", ["published"]).state == "published")
    }

    @Test func aScheduleFollowsTheClock() throws {
        try drop(bundles.mice("mice"))
        _ = try daemon.await("mice", ["published"])
        // Half a day away: it does not pass by itself.
        let hour = (Int(Date.now.timeIntervalSince1970) / 3600 + 12) % 24
        let added = try daemon.ctl(
            "schedule", "add", "nightly", "--cron", "0 \(hour) * * *", "--tz", "UTC", "--job", "mice")
        #expect(added.status == 0, "\(added)")
        #expect(try daemon.jobs().count == 1)
        try setClock(days: 1)
        let deadline = Date.now + 20
        while try daemon.jobs().count == 1, Date.now < deadline { usleep(50_000) }
        #expect(try daemon.jobs().count == 2)
        // Put back and on again, the same day fires nothing twice.
        try setClock(days: 0)
        try setClock(days: 1)
        #expect(try daemon.jobs().count == 2)
    }
}
