// SPDX-License-Identifier: Apache-2.0
import Foundation
import Testing

/// Bad input is refused within seconds although another job is running, with a reason a person can act on.
@Suite(.serialized, .timeLimit(.minutes(30))) struct RefusalTests {
    /// A way to spoil a bundle, and the words that its reason must hold.
    struct Spoiled: Sendable, CustomTestStringConvertible {
        var name: String
        var words: [String]
        var table = false
        var spoil: @Sendable (URL) throws -> Void
        var testDescription: String { name }
    }

    static let cases: [Spoiled] = [
        Spoiled(name: "no-checkpoint", words: ["checkpoint"]) {
            try remove($0, "conv_torch.onnx")
            try declare($0)
        },
        Spoiled(name: "two-checkpoints", words: ["conv_torch.onnx", "other.onnx", "below [model]: file"]) {
            try FileManager.default.copyItem(
                at: Programs.checkpoint("conv_torch.onnx"), to: $0.appending(path: "other.onnx"))
        },
        Spoiled(name: "not-a-png", words: ["odd.png", "PNG"]) { try write("hello, world", $0, "images/odd.png") },
        Spoiled(name: "mixed-sizes", words: ["28", "32", "odd.png"]) { folder in
            let pgm = "P5\n32 32\n255\n" + String(repeating: "a", count: 32 * 32)
            try write(pgm, folder, "odd.pgm")
            let target = folder.appending(path: "images/odd.png").path
            try run(["/bin/sh", "-c", "pnmtopng '\(folder.path)/odd.pgm' > '\(target)' && rm '\(folder.path)/odd.pgm'"])
        },
        Spoiled(name: "jpeg", words: ["photo.jpg", "JPEG", "png"]) {
            try FileManager.default.removeItem(at: $0.appending(path: "images"))
            try write("\u{FF}\u{D8}", $0, "photo.jpg")
        },
        Spoiled(name: "ragged-row", words: ["row", "5"], table: true) { folder in
            let file = folder.appending(path: "mice.csv")
            var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
            lines[4] += ",surplus"
            try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        },
        Spoiled(name: "too-many-columns", words: ["78", "77", "columns"], table: true) { folder in
            let file = folder.appending(path: "mice.csv")
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            let wider = lines.enumerated().map { $0.offset == 0 ? "\($0.element),extra" : "\($0.element),\($0.offset)" }
            try (wider.joined(separator: "\n") + "\n").write(to: file, atomically: true, encoding: .utf8)
        },
        Spoiled(name: "shape-mismatch", words: ["28", "77"]) { folder in
            try remove(folder, "conv_torch.onnx")
            try FileManager.default.copyItem(
                at: Programs.checkpoint("mice_torch.onnx"), to: folder.appending(path: "mice_torch.onnx"))
        },
        Spoiled(name: "unsupported-operator", words: ["StringNormalizer", "odd/node", "uaectl operators"]) { folder in
            try replaceCheckpoint(folder, "unsupported.onnx")
        },
        Spoiled(name: "external-data-outside", words: ["../secret.bin"]) { folder in
            try replaceCheckpoint(folder, "escaping.onnx")
        },
        Spoiled(name: "no-dataset", words: ["dataset"]) { folder in
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) { try remove(folder, name) }
            try declare(folder)
        },
        Spoiled(name: "unknown-key", words: ["itterations", "iterations", "job.toml"]) {
            try write("[attack]\nitterations = 4\n", $0, "job.toml")
        },
    ]

    /// Its owner says that nothing more will come: without this file a folder waits for what it lacks.
    private static func declare(_ folder: URL) throws { try write("", folder, "dataset.ready") }

    @Test func eachIsRefusedWhileAnotherJobRuns() throws {
        let daemon = try TestDaemon("rescan = 1")
        let bundles = try Bundles()
        let busy = try bundles.fashion("busy", images: 400, job: Bundles.endless)
        try FileManager.default.moveItem(at: busy, to: daemon.inbox.appending(path: "busy"))
        _ = try daemon.await("busy", ["running"])

        let dropped = Date.now
        for spoiled in Self.cases {
            let folder = try spoiled.table ? bundles.mice(spoiled.name) : bundles.fashion(spoiled.name)
            try spoiled.spoil(folder)
            try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: spoiled.name))
        }
        for spoiled in Self.cases {
            let job = try daemon.await(spoiled.name, ["failed", "failed(refused)", "published"], within: 60)
            #expect(job.state.hasPrefix("failed"), "\(spoiled.name): \(job.object)")
            let beside = daemon.inbox.appending(path: "\(spoiled.name).job\(job.number).failed.json")
            let reason = try String(contentsOf: beside, encoding: .utf8).replacing("\\/", with: "/")
            let shown = try daemon.ctl("show", spoiled.name).output
            for word in spoiled.words {
                #expect(reason.localizedCaseInsensitiveContains(word), "\(spoiled.name): \(reason)")
                #expect(shown.localizedCaseInsensitiveContains(word), "\(spoiled.name): \(shown)")
            }
            #expect(
                FileManager.default.fileExists(atPath: daemon.inbox.path + "/\(spoiled.name).job\(job.number).failed"))
        }
        #expect(Date.now.timeIntervalSince(dropped) < Double(Self.cases.count) * 5)
        #expect(try daemon.job("busy")?.state == "running", "the other job was not disturbed")
    }

    /// A truncated PNG is not a failure but waits for the rest of itself.
    @Test func truncatedImageGoesOnWhenTheRestArrives() throws {
        let daemon = try TestDaemon("rescan = 1")
        let bundles = try Bundles()
        let folder = try bundles.fashion("partial")
        let image = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".png") })
        let whole = try Data(contentsOf: folder.appending(path: image))
        try whole.prefix(whole.count / 2).write(to: folder.appending(path: image))
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "partial"))

        let waiting = try daemon.await("partial", ["waiting(incomplete)", "waiting", "failed"], within: 30)
        #expect(waiting.state.hasPrefix("waiting"), "\(waiting.object)")
        #expect(try daemon.ctl("show", "partial").output.contains((image as NSString).lastPathComponent))

        let claimed = daemon.inbox.appending(path: "partial.job\(waiting.number).claimed/\(image)")
        try whole.write(to: claimed)
        #expect(try daemon.await("partial", ["published", "failed"]).state == "published")
    }

    @Test func truncatedImageFailsAfterTheTimeout() throws {
        let daemon = try TestDaemon("rescan = 1\nincomplete_timeout = 2")
        let folder = try Bundles().fashion("stalled")
        let image = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".png") })
        let whole = try Data(contentsOf: folder.appending(path: image))
        try whole.prefix(whole.count / 2).write(to: folder.appending(path: image))
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "stalled"))
        let job = try daemon.await("stalled", ["failed", "failed(refused)", "failed(error)"], within: 30)
        #expect(try daemon.ctl("show", "stalled").output.contains((image as NSString).lastPathComponent))
        #expect(FileManager.default.fileExists(atPath: daemon.inbox.path + "/stalled.job\(job.number).failed"))
    }

    /// An inbox whose mount is not there must not cost its jobs their input.
    @Test func missingInboxWithOpenJobsStopsTheStart() throws {
        let daemon = try TestDaemon("rescan = 1")
        let folder = try Bundles().fashion("kept")
        let image = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".png") })
        let whole = try Data(contentsOf: folder.appending(path: image))
        try whole.prefix(whole.count / 2).write(to: folder.appending(path: image))
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "kept"))
        _ = try daemon.await("kept", ["waiting"], within: 30)
        daemon.stop()
        let aside = daemon.root.appending(path: "aside")
        try FileManager.default.moveItem(at: daemon.inbox, to: aside)
        let started = try run(
            [Programs.path("uaed"), "--config", daemon.root.appending(path: "uaed.toml").path], within: 20)
        #expect(started.status == 78 && started.errors.contains("findmnt"), "\(started)")
        #expect(!FileManager.default.fileExists(atPath: daemon.inbox.path))
        try FileManager.default.moveItem(at: aside, to: daemon.inbox)
        try daemon.start()
        #expect(try daemon.job("kept")?.state == "waiting")
    }

    /// The wrong scale is the commonest mistake of all: the job ends, and the warning stands where people look.
    @Test func modelFedInTheWrongRangeEndsWithAWarning() throws {
        let daemon = try TestDaemon()
        let job = "[input]\nscale = \"none\"\n" + Bundles.quick
        let folder = try Bundles().fashion("raw", images: 16, job: job)
        try FileManager.default.moveItem(at: folder, to: daemon.inbox.appending(path: "raw"))
        #expect(try daemon.await("raw", ["published", "failed"]).state == "published")
        #expect(try daemon.ctl("list").output.contains("scale"))
        let manifest = try String(contentsOf: daemon.outbox.appending(path: "raw/manifest.json"), encoding: .utf8)
        #expect(manifest.contains("warnings") && manifest.contains("scale"))
    }

    private static func remove(_ folder: URL, _ name: String) throws {
        try FileManager.default.removeItem(at: folder.appending(path: name))
    }

    private static func write(_ text: String, _ folder: URL, _ name: String) throws {
        try Data(text.unicodeScalars.map { UInt8($0.value) }).write(to: folder.appending(path: name))
    }

    private static func replaceCheckpoint(_ folder: URL, _ name: String) throws {
        try remove(folder, "conv_torch.onnx")
        try FileManager.default.copyItem(
            at: Programs.fixtures.appending(path: "bad/\(name)"), to: folder.appending(path: name))
    }
}
