// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestSupport
import Testing

/// People who share a daemon: what one of them drops keeps nobody else waiting for long.
@Suite(.serialized, .withoutSanitizer("times are held"), .timeLimit(.minutes(30))) struct FairnessTests {
    private static let ann = User.person.uid
    private static let mal: UInt32 = 64_003
    private let bundles = try! Bundles()

    /// Renamed in whole, of that owner.
    private func drop(_ bundle: URL, of owner: UInt32, _ daemon: TestDaemon) throws {
        #expect(try run(["/bin/chown", "-R", String(owner), bundle.path]).status == 0)
        try FileManager.default.moveItem(at: bundle, to: daemon.inbox.appending(path: bundle.lastPathComponent))
    }

    private func hostile(_ name: String) throws -> URL {
        let bundle = try bundles.mice(name, rows: 40)
        try FileManager.default.removeItem(at: bundle.appending(path: "mice_torch.onnx"))
        try HostileModel.concat(20).write(to: bundle.appending(path: "m.onnx"))
        return bundle
    }

    /// As many hostile models as there are places, and one more: another's inspection comes next.
    @Test func hostileModelsDelayOthersForMinutesAtMost() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        let places = max(2, ProcessInfo.processInfo.activeProcessorCount)
        for index in 0...places { try drop(hostile("bad\(index)"), of: Self.mal, daemon) }
        try daemon.until("the hostile models hold the places") { try daemon.jobs().count == places + 1 }
        usleep(500_000)
        let begin = ContinuousClock.now
        try drop(bundles.mice("good", rows: 40), of: Self.ann, daemon)
        let good = try daemon.await("good", ["queued", "running", "publishing", "published", "failed"], within: 900)
        #expect(good.state != "failed", "\(good.failure ?? [:])")
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let others = try daemon.jobs().filter { $0.name.hasPrefix("bad") }
        // What others compute on this machine meanwhile is no part of the promise.
        let crowd = max(1, Self.load / Double(places))
        print(
            "hostile models: another's inspection was done after \(Int(seconds)) s (\(crowd) processes a core); theirs are "
                + "\(others.map { "\($0.state) \($0.failure?["code"] as? String ?? "")" })")
        #expect(seconds < 180 * crowd)
        for index in 0...places { _ = try daemon.ctl("cancel", "bad\(index)") }
    }

    /// Processes that wanted a core in the last five minutes, as uptime(1) tells.
    private static var load: Double {
        var loads = [0.0, 0, 0]
        return getloadavg(&loads, 3) == 3 ? loads[1] : 1
    }

    /// Turns go round among owners; an administrator may put a job before everybody's.
    @Test func theLineGoesRound() throws {
        let daemon = try TestDaemon("disk_reserve = 0")
        #expect(try daemon.ctl("pause").status == 0)
        for name in ["m1", "m2", "m3"] {
            try drop(bundles.mice(name, rows: 40), of: Self.mal, daemon)
            _ = try daemon.await(name, ["queued"])
        }
        try drop(bundles.mice("a1", rows: 40), of: Self.ann, daemon)
        _ = try daemon.await("a1", ["queued"])
        func ahead(_ name: String) throws -> String {
            let said = try daemon.ctl("explain", name).output
            return String(try #require(said.firstMatch(of: /turn: (\d+) job/), "\(said)").output.1)
        }
        // Whose inspections took longer comes later, but nobody before the other's second.
        let places = try ["m1", "m2", "m3", "a1"].map { try ahead($0) }
        #expect(places[0...2] == ["0", "2", "3"] && places[3] == "1" || places == ["1", "2", "3", "0"], "\(places)")
        #expect(try daemon.ctl("move", "m3", "--first").status == 0)
        #expect(try ahead("m3") == "0" && ahead("m1") != "0" && ahead("a1") != "0")
        #expect(try daemon.ctl("resume").status == 0)
        for name in ["m1", "m2", "m3", "a1"] {
            #expect(try daemon.await(name, ["published", "failed"]).state == "published")
        }
        let log = try String(contentsOf: daemon.log, encoding: .utf8)
        let order = log.matches(of: /published.*name[=:]"?(\w+)/).map { String($0.output.1) }
        #expect(order.first == "m3", "\(order)")
    }

    /// The hint of a refusal leads on.
    @Test func anInspectionHasItsTime() throws {
        let worker = try Scratch.folder().appending(path: "worker")
        // Some seconds of computing first, several times the least limit that the system knows, a second; its own time goes
        // on through exec.
        let script = """
            #!/bin/sh
            case "$1" in inspect) i=0; while [ "$i" -lt 8000000 ]; do i=$((i+1)); done ;; esac
            exec '\(Programs.path("uae-worker"))' "$@"
            """
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        let daemon = try TestDaemon("worker = \"\(worker.path)\"\ninspect_timeout = \"100ms\"\ndisk_reserve = 0")
        try drop(bundles.mice("slow", rows: 40), of: Self.ann, daemon)
        let failed = try daemon.await("slow", ["failed", "published"])
        #expect(failed.reason == "refused" && failed.failure?["code"] as? String == "inspection-too-long")
        #expect(failed.object["deaths"] as? Int == 0, "it is not tried three times")
        let hint = try #require(failed.failure?["hint"] as? String)
        let line = String(try #require(hint.firstMatch(of: /inspect_timeout = "\w+"/), "\(hint)").output)
        try daemon.configure { $0.replacing("inspect_timeout = \"100ms\"", with: line) }
        daemon.signal(SIGHUP)
        try daemon.until("the new configuration") { try daemon.ctl("config").output.contains("120") }
        let command = try #require(hint.firstMatch(of: /uaectl retry (\d+)/)).output.1
        #expect(try daemon.ctl("retry", String(command)).status == 0)
        #expect(try daemon.await("slow", ["failed", "published"]).state == "published")
    }

    /// Behind its last chunk a worker has its time too.
    @Test func publishingHasItsTime() throws {
        let worker = try Scratch.folder().appending(path: "worker")
        let script = """
            #!/bin/sh
            case "$1" in generate)
                echo '{"event":"started","chunks":1,"finished":0,"samples":40}'
                echo '{"event":"chunk","index":0,"samples":40}'
                exec sleep 1000 ;;
            esac
            exec '\(Programs.path("uae-worker"))' "$@"
            """
        try script.write(to: worker, atomically: true, encoding: .utf8)
        #expect(chmod(worker.path, 0o755) == 0)
        let daemon = try TestDaemon("worker = \"\(worker.path)\"\nstall_timeout = 2\ndisk_reserve = 0")
        try drop(bundles.mice("hangs", rows: 40), of: Self.ann, daemon)
        _ = try daemon.await("hangs", ["publishing"])
        try daemon.until("a death", within: 30) { try daemon.job("hangs")?.object["deaths"] as? Int ?? 0 > 0 }
        _ = try daemon.ctl("cancel", "hangs")
    }
}
