// SPDX-License-Identifier: Apache-2.0
import Base
import Datasets
import Foundation
import Testing

@testable import Pipeline

/// Bad input is refused with a code, the place, and what to do about it.
@Suite(.timeLimit(.minutes(10))) struct RefusalTests {
    private func expect(
        _ bundle: TestBundle, _ code: String, _ words: [String], kind: Failure.Kind = .refused,
        _ location: SourceLocation = #_sourceLocation
    ) {
        guard let failure = bundle.refusal() else {
            Issue.record("the bundle was accepted", sourceLocation: location)
            return
        }
        #expect(failure.kind == kind, "\(failure)", sourceLocation: location)
        #expect(failure.code == code, "\(failure)", sourceLocation: location)
        for word in words {
            #expect(failure.description.contains(word), "\(failure)", sourceLocation: location)
        }
    }

    @Test(arguments: ["epsilon", "sigma"]) func aChangeWiderThanAnyValue(_ key: String) throws {
        let bundle = try TestBundle.images(1)
        try bundle.scratch.write("[attack]\nmethod = \"gaussian\"\n\(key) = 8\n", "job.toml")
        expect(bundle, "bad-value", ["\(key) = 8", "[0, 1]", "below [attack]: \(key) = 0.0314"])
    }

    /// 784 pixels are no 784 classes.
    @Test(arguments: ["untargeted", "targeted\"\ntarget = \"next"]) func anAutoencoderIsNoClassifier(
        _ objective: String
    ) throws {
        let bundle = try TestBundle.images(1)
        try bundle.scratch.write("[attack]\nobjective = \"\(objective)\"\n", "job.toml")
        expect(bundle, "output-mismatch", ["a reconstruction, no class scores", "leave [attack] objective out"])
    }

    @Test func emptyFolder() throws {
        expect(try TestBundle(), "empty", ["empty"])
    }

    @Test func noFolder() throws {
        let bundle = try TestBundle.images(1)
        for (place, code) in [("/images/even/0.png", "not-a-folder"), ("/nowhere", "no-bundle")] {
            let failure = #expect(throws: Failure.self) { try bundle.prepared { $0.bundle += place } }
            #expect(failure?.code == code)
        }
    }

    @Test func noCheckpoint() throws {
        let bundle = try TestBundle.images(1)
        try bundle.scratch.remove("conv_torch.onnx")
        expect(bundle, "no-checkpoint", ["no checkpoint", "torch.onnx.export"])
    }

    @Test func checkpointOfAnotherFormat() throws {
        let bundle = try TestBundle.images(1)
        try bundle.scratch.remove("conv_torch.onnx")
        try bundle.scratch.write("PK", "model.pth")
        expect(bundle, "checkpoint-format", ["model.pth", "torch.load", "torch.onnx.export", "NAME.safetensors"])
    }

    /// Every format counts, whichever is meant.
    @Test func twoFormatsOfOneModel() throws {
        let bundle = try TestBundle.images(1)
        try bundle.add(checkpoint: "conv_keras.keras")
        expect(bundle, "several-checkpoints", ["conv_torch.onnx", "conv_keras.keras", "below [model]: file"])
        try bundle.scratch.write("[model]\nfile = \"conv_keras.keras\"\n", "job.toml")
        #expect(bundle.refusal() == nil)
    }

    @Test func safetensorsWithoutLayers() throws {
        let bundle = try TestBundle.images(1, checkpoint: "conv_torch.safetensors")
        let failure = bundle.refusal()
        #expect(failure?.kind == .incomplete && failure?.file == "conv_torch.architecture.json")
        try bundle.add(checkpoint: "conv_torch.architecture.json")
        #expect(bundle.refusal() == nil)
    }

    @Test func twoCheckpoints() throws {
        let bundle = try TestBundle.images(1)
        try bundle.add(checkpoint: "dense_torch.onnx", as: "other.onnx")
        expect(bundle, "several-checkpoints", ["conv_torch.onnx", "other.onnx", "below [model]: file"])
        try bundle.scratch.write("[model]\nfile = \"other.onnx\"\n", "job.toml")
        #expect(bundle.refusal() == nil)
        try bundle.scratch.write("[model]\nfile = \"third.onnx\"\n", "job.toml")
        expect(bundle, "no-checkpoint", ["third.onnx", "conv_torch.onnx, other.onnx"])
    }

    /// A link could show what the worker may read and its owner may not.
    @Test func linksAreNotFollowed() throws {
        let bundle = try TestBundle.images(1)
        try FileManager.default.createSymbolicLink(
            atPath: bundle.path + "/job.toml", withDestinationPath: "/etc/passwd")
        expect(bundle, "not-a-file", ["job.toml", "no links"])
    }

    @Test func fileNamesThatAreNotText() throws {
        let bundle = try TestBundle.images(1)
        let latin: [CChar] = (Array(bundle.path.utf8) + Array("/caf".utf8) + [0xE9, 0]).map(CChar.init(bitPattern:))
        let file = Glibc.open(latin, O_WRONLY | O_CREAT, 0o644)
        #expect(file >= 0 && close(file) == 0)
        expect(bundle, "file-name", ["caf\\xe9"])
        #expect(unlink(latin) == 0)
        #expect(bundle.refusal() == nil)
        try bundle.scratch.write("x", "two\nlines.txt")
        expect(bundle, "file-name", ["two\\x0alines.txt"])
    }

    @Test func twoJobFiles() throws {
        let bundle = try TestBundle.images(1, job: "seed = 1")
        try bundle.scratch.write("seed = 2", "a.job.toml")
        expect(bundle, "several-job-files", ["a.job.toml", "job.toml"])
    }

    @Test func unknownKey() throws {
        expect(
            try TestBundle.images(1, job: "[attack]\nitterations = 4\n"), "unknown-key",
            ["itterations", "did you mean iterations?", "job.toml"])
    }

    @Test func shapeMismatchIsSaidWithBothShapes() throws {
        let bundle = try TestBundle.images(1, checkpoint: "mice_torch.onnx")
        expect(bundle, "shape-mismatch", ["28×28×1 (784 values)", "[77]"])
    }

    @Test func classifierIsNoAutoencoder() throws {
        let bundle = try TestBundle.images(1, checkpoint: "cnn_torch.onnx")
        expect(bundle, "output-mismatch", ["[1, 28, 28]", "[10]"])
    }

    @Test func layoutThatTheModelHasNot() throws {
        let bundle = try TestBundle("[model]\nlayout = \"NHWC\"\n")
        let image = PNGImage(width: 28, height: 28, channels: 3, samples: Array(repeating: 9, count: 28 * 28 * 3))
        try bundle.scratch.write(image.encoded(), "0.png")
        try bundle.add(checkpoint: "conv_torch.onnx")
        expect(bundle, "shape-mismatch", ["28×28×3", "[1, 28, 28]", "NHWC"])
    }

    @Test func convolutionForcedWhereThereIsNone() throws {
        let bundle = try TestBundle.images(
            1, checkpoint: "dense_torch.onnx", job: "[attack]\nsampling = \"convolution\"\n")
        expect(bundle, "no-convolution", ["does not start with a convolution"])
    }

    @Test func rangeOfImagesIsNotForTables() throws {
        expect(try TestBundle.images(1, job: "[input]\nmin = -1\nmax = 1\n"), "bad-value", ["mean = 0.5"])
    }

    @Test func randomMatricesBeyondAllMemory() throws {
        let bundle = try TestBundle.images(
            1, checkpoint: "dense_torch.onnx", job: "[attack]\nrow_count = 4096\nrow_length = 65536\n")
        expect(bundle, "too-large", ["4096", "row_count"])
    }

    @Test func unsupportedOperatorAndDataOutside() throws {
        for (name, words) in [
            ("unsupported.onnx", ["StringNormalizer", "odd/node"]), ("escaping.onnx", ["../secret.bin"]),
        ] {
            let bundle = try TestBundle.images(1)
            try bundle.scratch.remove("conv_torch.onnx")
            try bundle.scratch.write(Fixtures.bytes("bad/\(name)"), name)
            let failure = try #require(bundle.refusal())
            #expect(failure.kind == .refused)
            for word in words { #expect(failure.description.contains(word), "\(failure)") }
        }
    }

    /// A file that is still arriving is no reason to refuse.
    @Test func truncatedImageIsIncomplete() throws {
        let bundle = try TestBundle.images(3)
        let whole = try bundle.scratch.read("images/odd/1.png")
        try bundle.scratch.write(whole.prefix(whole.count / 2), "images/odd/1.png")
        let failure = try #require(bundle.refusal())
        #expect(failure.kind == .incomplete)
        #expect(failure.file == "images/odd/1.png")
        try bundle.scratch.write(whole, "images/odd/1.png")
        #expect(bundle.refusal() == nil)
    }

    @Test func externalDataThatHasNotArrivedIsIncomplete() throws {
        let bundle = try TestBundle.images(1, checkpoint: "conv_torch_dynamo.onnx")
        let failure = try #require(bundle.refusal())
        #expect(failure.kind == .incomplete, "\(failure)")
        #expect(failure.description.contains("conv_torch_dynamo.onnx.data"))
    }

    @Test func tableOfTheWrongWidth() throws {
        let bundle = try TestBundle.mice()
        let text = try bundle.scratch.text("mice.csv").split(separator: "\n")
        let wider = text.enumerated().map { "\($1),\($0 == 0 ? "extra" : String($0))" }
        try bundle.scratch.write(wider.joined(separator: "\n") + "\n", "mice.csv")
        expect(bundle, "column-count", ["78", "77", "columns"])
    }
}
