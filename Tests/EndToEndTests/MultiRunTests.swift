// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// A result of the outbox is published again beside what a later job makes (`earlier` in job.toml).
@Suite(.serialized, .timeLimit(.minutes(30))) struct MultiRunTests {
    @Test func earlierResultOfTheOutbox() throws {
        let asRoot = geteuid() == 0
        let daemon = try TestDaemon("", settle: 0.5, as: asRoot ? .service : nil)
        let bundles = try Bundles()
        let bundle = try bundles.fashion("first")
        let second = try bundles.fashion(
            "second", job: "seed = 1\nearlier = \"first\"\n" + Bundles.quick, checkpoint: "dense_torch.onnx")
        let missing = try bundles.fashion("missing", job: "earlier = \"third\"\n" + Bundles.quick)
        try bundles.open(bundle)
        func drop(_ bundle: URL) throws {
            let copied = try run(["/bin/cp", "-r", bundle.path, daemon.inbox.path], as: asRoot ? .person : nil)
            #expect(copied.status == 0)
        }
        try drop(bundle)
        let one = try daemon.await("first", ["published", "failed"])
        #expect(one.state == "published", "\(one.object)")
        try drop(second)
        try drop(missing)
        let two = try daemon.await("second", ["published", "failed"])
        #expect(two.state == "published", "\(two.object)")
        #expect(two.summary?["samples"] as? Int == 6)
        let trees = try ["first", "second"].map { try published(daemon.outbox.appending(path: $0)) }
        let before = trees[0].filter { $0.key.hasPrefix("augmented/") }
        for (path, bytes) in before { #expect(trees[1][path] == bytes, "\(path)") }
        #expect(before.count == 6 && trees[1].keys.count { $0.hasSuffix(".uae-2.png") } == 6)
        let verified = try daemon.ctl("verify", daemon.outbox.appending(path: "second").path, "--replay", "2")
        #expect(verified.status == 0 && verified.output.contains("ok  replay"), "\(verified)")
        let refused = try daemon.await("missing", ["published", "failed"])
        #expect(refused.state == "failed", "\(refused.object)")
        let files = try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path)
        let reason = try #require(files.first { $0.hasPrefix("missing") && $0.hasSuffix(".failed.json") })
        let text = try String(contentsOf: daemon.inbox.appending(path: reason), encoding: .utf8)
        #expect(text.contains("no-earlier") && text.contains("third"))
    }
}
