// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// What a service manager says to the real daemon, and hears from it (sd_notify(3), sd_listen_fds(3), systemd.service(5)).
@Suite(.serialized, .timeLimit(.minutes(30))) struct ServiceTests {
    private static let activate = "/usr/bin/systemd-socket-activate"

    private func start(_ manager: NotifySocket, _ options: String = "", watchdog: Double? = nil) throws -> TestDaemon {
        let daemon = try TestDaemon(options, start: false)
        var environment = ["NOTIFY_SOCKET": manager.path]
        if let watchdog { environment["WATCHDOG_USEC"] = String(Int(watchdog * 1e6)) }
        try daemon.start(environment)
        return daemon
    }

    private static func status(_ messages: [String], holds words: String) -> Bool {
        messages.contains { $0.hasPrefix("STATUS=") && $0.contains(words) }
    }

    @Test func saysReadyThenHowItStandsAndThatItStops() async throws {
        let manager = try NotifySocket()
        let daemon = try start(manager)
        let first = try await manager.await { $0.contains("READY=1") && Self.status($0, holds: "nothing to compute") }
        #expect(first.count { $0 == "READY=1" } == 1)
        #expect(!first.contains("WATCHDOG=1"))

        let folder = try Bundles().fashion("sheep", images: 200, job: Bundles.endless)
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "sheep"))
        _ = try await manager.await { Self.status($0, holds: "computing sheep (job 1") }

        // A worker computes and a client waits: both are left in good order, within five seconds.
        let waiting = try launch([
            "/usr/bin/curl", "-s", "--unix-socket", daemon.socket, "http://uaed/v1/events?since=100000&wait=60",
        ])
        let asked = Date.now
        #expect(daemon.stop() == 0)
        #expect(Date.now.timeIntervalSince(asked) < 5)
        waiting.waitUntilExit()
        #expect(try await manager.await { $0.last?.hasPrefix("STOPPING=1") == true }.count > first.count)
    }

    @Test func feedsTheWatchdogWhileItsLoopsTurn() async throws {
        let manager = try NotifySocket()
        let daemon = try start(manager, watchdog: 1.5)
        let fed = try await manager.await { $0.count { $0 == "WATCHDOG=1" } >= 3 }
        let ready = try #require(fed.firstIndex(of: "READY=1"))
        #expect(try #require(fed.firstIndex(of: "WATCHDOG=1")) > ready)
        #expect(daemon.stop() == 0)
    }

    @Test func reloadTakesWhatMayChangeAndTellsWhatNeedsARestart() async throws {
        let manager = try NotifySocket()
        let daemon = try start(manager, "rescan = 60")
        _ = try await manager.await { $0.contains("READY=1") }
        try daemon.configure { $0.replacing("rescan = 60", with: "max_running_jobs = 2\nrescan = 50") }
        daemon.signal(SIGHUP)
        let messages = try await manager.await { $0.count { $0 == "READY=1" } == 2 }
        let reloading = try #require(messages.first { $0.hasPrefix("RELOADING=1\nMONOTONIC_USEC=") })
        #expect(try #require(UInt64(reloading.split(separator: "=").last ?? "")) > 0)
        #expect(try daemon.ctl("status").output.contains("at most 2 running at once"))

        try daemon.configure { $0.replacing("/state\"", with: "/other\"").replacing("= 2", with: "= 3") }
        daemon.signal(SIGHUP)
        _ = try await manager.await { $0.count { $0 == "READY=1" } == 3 && Self.status($0, holds: "uaectl status") }
        let status = try daemon.ctl("status").output
        #expect(status.contains("at most 3 running") && status.contains("restart") && status.contains(": state"))
        #expect(!FileManager.default.fileExists(atPath: daemon.root.path + "/other"))
    }

    @Test func wrongConfigurationChangesNothingAndIsTold() async throws {
        let manager = try NotifySocket()
        let daemon = try start(manager, "max_running_jobs = 1")
        _ = try await manager.await { $0.contains("READY=1") }
        let right = try daemon.configuration()
        try daemon.configure { $0.replacing("max_running_jobs = 1", with: "max_running_jobs = 2\nsetle = 3") }
        daemon.signal(SIGHUP)
        _ = try await manager.await { $0.count { $0 == "READY=1" } == 2 && Self.status($0, holds: "uaectl status") }
        let status = try daemon.ctl("status").output
        #expect(
            status.contains("at most 1 running") && status.contains("setle") && status.contains("settle"), "\(status)")

        try daemon.configure { _ in right }
        daemon.signal(SIGHUP)
        _ = try await manager.await { $0.count { $0 == "READY=1" } == 3 }
        #expect(try !daemon.ctl("status").output.contains("setle"))
        #expect(daemon.stop() == 0)
    }

    /// The socket is there before the daemon is: the first client starts it.
    @Test(
        .withoutSanitizer("systemd-socket-activate hands no options on to it"),
        .enabled(if: FileManager.default.isExecutableFile(atPath: activate), "\(activate) is missing"))
    func takesTheSocketThatItIsHanded() async throws {
        let daemon = try TestDaemon(start: false)
        // Through a shell: the manager closes what it inherits, by which Foundation would know that its child lives.
        let starter = [
            "/bin/sh", "-c", "\"$@\"; exit $?", "sh", Self.activate, "--listen=\(daemon.socket)", "--fdname=control",
        ]
        try daemon.start(by: starter)
        let status = try daemon.ctl("status", "--format", "json").output
        let object = try JSONSerialization.jsonObject(with: Data(status.utf8)) as? [String: Any]
        kill(try #require(object?["pid"] as? Int32), SIGTERM)
        daemon.process?.waitUntilExit()
        #expect(daemon.process?.terminationStatus == 0)
        #expect(FileManager.default.fileExists(atPath: daemon.socket), "the socket is the manager's")
    }

    /// A worker that hangs is ended, and three such deaths end the job.
    @Test func workerThatComesNoFurtherIsEnded() throws {
        let scratch = try Scratch.folder()
        let worker = scratch.appending(path: "worker")
        let script =
            "#!/bin/sh\n[ \"$1\" = inspect ] && exec '\(Programs.path("uae-worker"))' \"$@\"\nexec sleep 1000\n"
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        // Longer than an inspection takes on a busy machine.
        let daemon = try TestDaemon("stall_timeout = 5\nworker = \"\(worker.path)\"")
        let folder = try Bundles().mice("stuck")
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "stuck"))
        let job = try daemon.await("stuck", ["failed", "published"], within: 90)
        #expect(job.reason == "quarantined")
        let message = try #require(job.failure?["message"] as? String)
        #expect(message.contains("died 3 times") && message.contains("came no further for 5 s (stall_timeout)"))
    }
}
