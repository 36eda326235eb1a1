// SPDX-License-Identifier: Apache-2.0
import Base
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// A result is held against itself, and comes out again byte for byte; whatever is changed in it is found.
@Suite(.timeLimit(.minutes(10))) struct VerificationTests {
    static let job = "chunk_size = 3\n[attack]\niterations = 4\npretraining_steps = 10\n"
    let out = try! Scratch()

    private func run(_ bundle: TestBundle, as name: String = "r") throws -> String {
        let prepared = try bundle.prepared { $0.outbox = out.path }
        let run = StandaloneRun(bundle: bundle.path, out: out.path, name: name)
        try run.prepare()
        try run.job.run(threads: 2, work: { _ in prepared.work }, isStopping: { false }, report: { _ in })
        try run.publish()
        return "\(out.path)/\(name)"
    }

    private func report(_ folder: String, replaying count: Int = 0, _ bundle: TestBundle? = nil) throws
        -> VerificationReport
    {
        try ResultVerification(folder).report(replaying: count, of: bundle?.request)
    }

    /// Names of the checks that fail.
    private func faults(_ folder: String) throws -> [String] {
        try report(folder).checks.filter { !$0.ok }.map(\.name)
    }

    private func idx() throws -> TestBundle {
        let bundle = try TestBundle(Self.job)
        let pixels = try (0..<7).flatMap { try TestBundle.pixels($0).map { UInt8($0) } }
        try bundle.scratch.write([0, 0, 8, 3, 0, 0, 0, 7, 0, 0, 0, 28, 0, 0, 0, 28] + pixels, "train-idx3-ubyte")
        try bundle.add(checkpoint: "conv_torch.onnx")
        return bundle
    }

    /// A flip has two results of each sample.
    @Test(arguments: ["", "method = \"flip\"\n"]) func imagesComeOutAgain(_ settings: String) throws {
        let bundle = try TestBundle.images(8, job: Self.job + settings)
        let report = try report(run(bundle), replaying: 5, bundle)
        #expect(report.isRight, "\(report.checks)")
        #expect(report.checks.map(\.name) == ["digests", "manifest", "samples", "statistics", "run", "replay"])
    }

    /// Left-out samples shift the others in the file.
    @Test(arguments: ["", "on_failure = \"omit\"\n"]) func tablesComeOutAgain(_ settings: String) throws {
        let bundle = try TestBundle.mice(rows: 20, job: settings + Self.job)
        let report = try report(run(bundle), replaying: 12, bundle)
        #expect(report.isRight, "\(report.checks)")
    }

    @Test func idxComesOutAgain() throws {
        let bundle = try idx()
        let report = try report(run(bundle), replaying: 7, bundle)
        #expect(report.isRight, "\(report.checks)")
    }

    @Test func everyChangeIsFound() throws {
        let folder = try run(TestBundle.images(4, job: Self.job))
        func with(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> [String] {
            let before = try out.read("r/" + name)
            var bytes = before
            change(&bytes)
            try out.write(bytes, "r/" + name)
            defer { try? out.write(before, "r/" + name) }
            return try faults(folder)
        }
        let image = "augmented/images/even/0.uae.png"
        #expect(try with(image) { $0[$0.count / 2] ^= 1 } == ["digests", "manifest"])
        #expect(try with("preview.png") { $0.append(0) } == ["digests", "manifest"])
        // A result that was changed together with its lists is found by its own figures.
        let table = try with("samples.csv") { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            bytes = Array(text.replacingOccurrences(of: ",success,", with: ",failed,").utf8)
        }
        #expect(table == ["digests", "manifest", "statistics", "run"])
        let order = try with("samples.csv") { bytes in
            var rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            rows.swapAt(1, 2)
            bytes = Array((rows.joined(separator: "\n") + "\n").utf8)
        }
        #expect(order.contains("samples"))
        try out.write("more", "r/augmented/images/more.png")
        #expect(try faults(folder) == ["digests", "manifest"])
        try out.remove("r/augmented/images/more.png")
        #expect(try faults(folder) == [])
        try out.remove("r/" + image)
        #expect(try faults(folder) == ["digests", "manifest", "samples"])
    }

    /// A file is not hidden by another one whose name reads the same: é as one letter, and as e with an accent.
    @Test func namesThatReadTheSameAreTwoFiles() throws {
        let folder = try run(TestBundle.images(4, job: Self.job))
        let before = try PublishedFiles(folder)
        #expect(before.faults == [])
        for name in ["\u{E9}", "e\u{301}"] { close(creat("\(folder)/augmented/\(name)", 0o644)) }
        let files = try PublishedFiles(folder)
        #expect(files.count == before.count + 2)
        #expect(files.faults == ["e\u{301}", "\u{E9}"].map { "augmented/\($0) is in no list" })
        #expect(Array(files.faults[0].utf8).count == Array(files.faults[1].utf8).count + 1)
    }

    /// Damage is told beside the checks that are left, whatever has it.
    @Test(arguments: [
        ("samples.csv", ["digests", "manifest", "samples"]),
        ("statistics.json", ["digests", "manifest", "statistics"]),
        ("manifest-sha256.txt", ["digests"]), ("run.json", ["run"]),
    ]) func damageIsTold(name: String, found: [String]) throws {
        let folder = try run(TestBundle.images(4, job: Self.job))
        let before = try out.read("r/" + name)
        try out.write("\"neither a table\nnor JSON", "r/" + name)
        #expect(try faults(folder) == found)
        try out.remove("r/" + name)
        #expect(try faults(folder) == found)
        try out.write(before, "r/" + name)
        #expect(try faults(folder) == [])
    }

    @Test func aReplayNeedsWhatIsStored() throws {
        let bundle = try idx()
        let folder = try run(bundle)
        try out.remove("r/augmented/train-idx3-ubyte")
        let checks = try report(folder, replaying: 7, bundle).checks
        #expect(checks.filter { !$0.ok }.map(\.name) == ["digests", "manifest", "samples", "replay"], "\(checks)")
    }

    @Test func aManifestOfNothingIsDamaged() throws {
        let folder = try run(TestBundle.images(4, job: Self.job))
        let manifest = try out.text("r/manifest.json")
        let emptied = manifest.replacing(#/"samples" : [0-9]+/#, with: "\"samples\" : 0")
        #expect(emptied != manifest)
        try out.write(emptied, "r/manifest.json")
        #expect(try faults(folder).contains("samples"))
    }

    /// A manifest's settings are held to a job file's ranges before anything is planned with them.
    @Test func aManifestOfImpossibleSettingsIsRefused() throws {
        let bundle = try TestBundle.images(4, job: Self.job)
        let manifest = try ResultVerification(run(bundle)).manifest
        func refusal(_ change: (inout JobSettings) -> Void) -> Failure? {
            var changed = manifest
            change(&changed.asked.settings)
            return #expect(throws: Failure.self) { try Replay("r", changed, samples: 4, bundle.request) }
        }
        func with(_ change: (inout MethodOptions) -> Void) -> Failure? {
            var options = MethodOptions()
            change(&options)
            return refusal { $0.options = options }
        }
        let failures = [
            refusal { $0.seed = -1 }, refusal { $0.chunkSize = 0 }, refusal { $0.dataset.limit = -3 },
            refusal { $0.attack.rowLength = 0 }, refusal { $0.input.mean = [] }, with { $0.variants = -1 },
            with { $0.alphas = [] }, with { $0.convolution = 0 }, refusal { $0.earlier = "../r" },
        ]
        for failure in failures {
            #expect(failure?.code == "bad-value" && failure?.file == "manifest.json", "\(failure as Any)")
        }
        try manifest.asked.settings.check(file: "manifest.json")
    }

    /// A stored sample that was exchanged for another, with every digest made to fit, is found by the replay alone.
    @Test func replayFindsWhatDigestsCannot() throws {
        let bundle = try idx()
        let folder = try run(bundle)
        var bytes = try out.read("r/augmented/train-idx3-ubyte")
        bytes[16 + 4 * 784 + 300] ^= 8
        try out.write(bytes, "r/augmented/train-idx3-ubyte")
        let replay = try #require(try report(folder, replaying: 7, bundle).checks.last)
        #expect(replay.name == "replay" && !replay.ok && replay.message == "sample 4: its stored bytes differ")
    }

    @Test func otherBundlesAndFoldersAreRefused() throws {
        let folder = try run(TestBundle.images(4, job: Self.job))
        let other = try TestBundle.images(5, job: Self.job)
        let failure = #expect(throws: Failure.self) { try report(folder, replaying: 1, other) }
        #expect(failure?.code == "other-bundle" && failure?.file?.hasPrefix("images/") == true)
        #expect(throws: Failure.self) { try ResultVerification(out.path) }
    }

    /// Two runs by different checkpoints: both are held against the lists and their own counts, the last one comes out again,
    /// whether the first still lies in the outbox, came with the bundle, or is gone.
    @Test(arguments: [false, true]) func twoRuns(bringsTheFirst: Bool) throws {
        let first = try run(TestBundle.images(4, job: Self.job + "variants = 2\n"), as: "first")
        let bundle = try TestBundle.images(
            4, checkpoint: "dense_torch.onnx", job: "earlier = \"first\"\n" + Self.job)
        if bringsTheFirst { try FileManager.default.copyItem(atPath: first, toPath: bundle.path + "/first") }
        let folder = try run(bundle)
        try out.remove("first")
        let whole = try report(folder, replaying: 3, bundle)
        #expect(whole.isRight, "\(whole.checks)")
        #expect(whole.checks.first { $0.name == "samples" }?.message.hasPrefix("12 rows in order, of 2 runs") == true)
        #expect(whole.checks.last?.name == "replay")

        let earlier = "r/augmented/images/even/0.uae.png"
        let before = try out.read(earlier)
        var bytes = before
        bytes[bytes.count / 2] ^= 1
        try out.write(bytes, earlier)
        let digests = try #require(try report(folder).checks.first)
        #expect(!digests.ok && digests.message == "augmented/images/even/0.uae.png is not what was written")
        try out.write(before, earlier)

        // The rows of the first run are held against the manifest and by_run, those of the last one against all figures.
        for (run, found) in [("1", ["samples", "statistics"]), ("2", ["statistics", "run"])] {
            let table = try out.text("r/samples.csv")
            var rows = table.split(separator: "\n").map(String.init)
            let row = try #require(rows.lastIndex { $0.hasSuffix(",\(run)") && $0.contains(",success,") })
            rows[row] = rows[row].replacingOccurrences(of: ",success,", with: ",failed,")
            try out.write(rows.joined(separator: "\n") + "\n", "r/samples.csv")
            #expect(try faults(folder) == ["digests", "manifest"] + found)
            try out.write(table, "r/samples.csv")
        }
        #expect(try faults(folder) == [])
    }

    /// The rule is written down and does not depend on how many are asked for.
    @Test func choiceIsSeeded() {
        let few = Replay.chosen(3, of: 100, seed: 1)
        #expect(few.count == 3 && Set(few).isSubset(of: Replay.chosen(10, of: 100, seed: 1)))
        #expect(few != Replay.chosen(3, of: 100, seed: 2))
        #expect(Replay.chosen(9, of: 4, seed: 1) == [0, 1, 2, 3])
    }
}
