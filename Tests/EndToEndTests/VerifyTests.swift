// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `uaectl verify` as a person uses it: the daemon names the input, uae-worker computes.
@Suite(.timeLimit(.minutes(30))) struct VerifyTests {
    @Test func resultIsVerifiedAndReplayed() throws {
        let bundles = try Bundles()
        let daemon = try TestDaemon("rescan = 1\ndisk_reserve = 0")
        try FileManager.default.moveItem(at: bundles.mice("a", rows: 20), to: daemon.inbox.appending(path: "a"))
        #expect(try daemon.await("a", ["published", "failed"]).state == "published")
        let folder = daemon.outbox.appending(path: "a").path
        let verified = try daemon.ctl("verify", folder)
        #expect(verified.status == 0 && verified.output.contains("ok  statistics"), "\(verified)")
        let replayed = try daemon.ctl("verify", folder, "--replay", "4", "--format", "json")
        let object = try JSONSerialization.jsonObject(with: Data(replayed.output.utf8)) as? [String: Any]
        let checks = try #require(object?["checks"] as? [[String: Any]])
        #expect(
            replayed.status == 0 && checks.last?["name"] as? String == "replay"
                && checks.allSatisfy { $0["ok"] as? Bool == true })

        var table = try Data(contentsOf: URL(fileURLWithPath: folder + "/augmented.csv"))
        table[table.count / 2] ^= 1
        try table.write(to: URL(fileURLWithPath: folder + "/augmented.csv"))
        let wrong = try daemon.ctl("verify", folder)
        #expect(wrong.status == 1 && wrong.output.contains("augmented.csv is not what was written"), "\(wrong)")
        #expect(try daemon.ctl("verify", daemon.inbox.path).status == 1)
    }
}
