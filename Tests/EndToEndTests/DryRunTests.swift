// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// `uaectl submit --dry-run`: everything is said, nothing is put anywhere.
@Suite(.timeLimit(.minutes(30))) struct DryRunTests {
    private let checkpoint = "checkpoint = \"\(Programs.checkpoint("conv_torch.onnx").path)\""

    private func isPNG(_ file: URL) throws -> Bool {
        try Data(contentsOf: file).prefix(8) == Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }

    /// What the inbox adds counts: its checkpoint, and the keys of its job.toml.
    @Test func saysWhatTheInboxWouldDo() throws {
        let daemon = try TestDaemon(start: false)
        let defaults = daemon.root.appending(path: "defaults.toml")
        try Bundles.quick.write(to: defaults, atomically: true, encoding: .utf8)
        try daemon.configure { $0 + "\n\(checkpoint)\njob = \"\(defaults.path)\"\n" }
        try daemon.start()
        let bundle = try Bundles().fashion("rehearsed", images: 6, job: "")
        try FileManager.default.removeItem(at: bundle.appending(path: "conv_torch.onnx"))
        let before = try published(bundle)
        let picture = try Scratch.folder().appending(path: "three.png")
        let said = try daemon.ctl("submit", "--dry-run", "--picture", picture.path, bundle.path)
        #expect(said.status == 0, "\(said)")
        for word in [
            "6 PNG images", "conv_torch.onnx", "estimate", "of 3 attacked", "which is free", "0 jobs already", "free ",
        ] {
            #expect(said.output.contains(word), "\(word): \(said.output)")
        }
        #expect(try isPNG(picture))
        #expect(try published(bundle) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: daemon.inbox.path).isEmpty)
        #expect(try daemon.jobs().isEmpty)
        let json = try daemon.ctl(
            "submit", "--dry-run", "--picture", picture.path, "--format", "json", bundle.path)
        let document = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
        #expect((document?["inspection"] as? [String: Any])?["samples"] as? Int == 6)
        #expect((document?["target"] as? [String: Any])?["path"] as? String == "\(daemon.inbox.path)/rehearsed")
    }

    /// Files become a bundle somewhere else, and it is gone afterwards.
    @Test func filesAreRehearsedTogether() throws {
        let daemon = try TestDaemon()
        let bundle = try Bundles().mice("parts", rows: 21)
        let place = try Scratch.folder()
        let command = """
            cd '\(place.path)' && TMPDIR='\(place.path)' '\(Programs.path("uaectl"))' submit \
            --socket '\(daemon.socket)' --dry-run '\(bundle.path)/mice.csv' '\(bundle.path)/mice_torch.onnx' '\(bundle.path)/job.toml'
            """
        let said = try run(["/bin/sh", "-c", command])
        #expect(said.status == 0 && said.output.contains("21 rows"), "\(said)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == ["mice.dry-run.png"])
        #expect(try isPNG(place.appending(path: "mice.dry-run.png")))
    }

    @Test func refusalsAndTakenNames() throws {
        let daemon = try TestDaemon()
        let bundle = try Bundles().mice("wrong", job: "[attack]\nitterations = 4\n")
        let refused = try daemon.ctl("submit", "--dry-run", bundle.path)
        #expect(refused.status == 1 && refused.errors.contains("iterations"), "\(refused)")
        try FileManager.default.createDirectory(
            at: daemon.inbox.appending(path: "wrong"), withIntermediateDirectories: false)
        #expect(try daemon.ctl("submit", "--dry-run", bundle.path).status == 7)
        #expect(try daemon.ctl("submit", "--picture", "x.png", bundle.path).status == 2)
        let inside = try daemon.ctl(
            "submit", "--dry-run", "--name", "right", "--picture", bundle.appending(path: "x.png").path, bundle.path)
        #expect(inside.status == 1 && inside.errors.contains("lie in the bundle"), "\(inside)")
        let nowhere = try daemon.ctl(
            "submit", "--dry-run", "--name", "right", "--picture", "/nowhere/x.png", Bundles().mice("right").path)
        #expect(nowhere.status == 1 && nowhere.errors.contains("--picture FILE"), "\(nowhere)")
    }
}
