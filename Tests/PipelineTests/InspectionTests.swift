// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Jobs
import Testing

@testable import Pipeline

@Suite(.timeLimit(.minutes(10))) struct InspectionTests {
    /// The three images that another framework has evaluated: the losses must be its.
    @Test(arguments: [
        ("conv_torch.onnx", "conv", [1, 28, 28], JobSettings.Layout.channelsFirst, "convolution"),
        ("conv_tf2onnx.onnx", "conv", [28, 28, 1], .channelsLast, "convolution"),
        ("dense_torch.onnx", "dense", [784], .channelsFirst, "random"),
        ("dense_tf2onnx.onnx", "dense", [784], .channelsFirst, "random"),
        ("sparse_torch.onnx", "sparse", [784], .channelsFirst, "random"),
        ("conv_keras.keras", "conv", [28, 28, 1], .channelsLast, "convolution"),
        ("conv_keras.h5", "conv", [28, 28, 1], .channelsLast, "convolution"),
        ("conv_torch.pt2", "conv", [1, 28, 28], .channelsFirst, "convolution"),
    ])
    func imagesAndTheirModel(
        _ checkpoint: String, _ values: String, _ shape: [Int], _ layout: JobSettings.Layout, _ sampling: String
    ) throws {
        let bundle = try TestBundle.images(3, checkpoint: checkpoint)
        let prepared = try bundle.prepared()
        let inspection = prepared.inspection
        #expect(inspection.samples == 3)
        #expect(inspection.dataset == "3 PNG images, 28×28, gray, 8 bit, 2 classes")
        #expect(inspection.checkpoint == checkpoint)
        #expect(inspection.sampling == sampling)
        #expect(prepared.work.job.layout.modelShape == shape)
        #expect(prepared.work.job.layout.layout == layout)
        #expect(prepared.plan.chunkSize == 64)
        #expect(inspection.warnings == [])
        #expect(inspection.ignored == [])
        let expected = try ModelValues(values)
        #expect(abs(inspection.cleanLoss / expected.cleanLoss - 1) < 1e-4)
        #expect(abs(inspection.meanLoss / expected.meanLoss - 1) < 1e-6)
    }

    /// torch's newer exporter fixes the batch at 1 and keeps the weights in a second file.
    @Test func fixedBatchAndExternalData() throws {
        let bundle = try TestBundle.images(3, checkpoint: "conv_torch_dynamo.onnx")
        try bundle.add(checkpoint: "conv_torch_dynamo.onnx.data")
        try bundle.scratch.write("notes", "README.txt")
        let prepared = try bundle.prepared()
        #expect(abs(prepared.inspection.cleanLoss / (try ModelValues("conv").cleanLoss) - 1) < 1e-4)
        #expect(prepared.inspection.ignored == ["README.txt"])
        #expect(
            prepared.plan.inputs.map(\.path) == [
                "conv_torch_dynamo.onnx", "conv_torch_dynamo.onnx.data", "images/even/0.png", "images/even/2.png",
                "images/odd/1.png",
            ])
    }

    @Test func tableAndItsModel() throws {
        let bundle = try TestBundle.mice(rows: 1080)
        let prepared = try bundle.prepared()
        #expect(prepared.inspection.samples == 1080)
        #expect(prepared.plan.chunkSize == 128)
        #expect(prepared.inspection.chunks == 9)
        #expect(prepared.inspection.sampling == "random")
        #expect(prepared.work.job.samplingReason == "the model does not start with a convolution")
        // Mean squared error of the training script on the whole table: 0.0055 of 77 columns.
        #expect(abs(prepared.inspection.cleanLoss / 77 - 0.0055) < 0.0012)
        #expect(prepared.inspection.meanLoss > 2 * prepared.inspection.cleanLoss)
        #expect(prepared.inspection.warnings == [])
        #expect(prepared.work.job.notes.contains { $0.contains("missing cells") })
    }

    /// A classifier's figures are shares of errors on the samples that have a class; contrast has no clean figure.
    @Test func theCleanFiguresSayWhatTheyAre() throws {
        #expect(try TestBundle.images(2).prepared().inspection.cleanMeasure == "loss")
        let classifier =
            "[attack]\nobjective = \"untargeted\"\nlabel = \"given\"\n"
            + "[labels]\nnames = [\"even\", \"odd\"]\n"
        let judged = try TestBundle.images(6, checkpoint: "cnn_torch.onnx", job: classifier).prepared().inspection
        #expect(judged.cleanMeasure == "error-rate")
        #expect((0...1).contains(judged.cleanLoss) && (0...1).contains(judged.meanLoss))
        let contrast = "[attack]\nobjective = \"contrastive\"\n"
        let unjudged = try TestBundle.images(6, checkpoint: "cnn_torch.onnx", job: contrast).prepared().inspection
        #expect(unjudged.cleanMeasure == nil)
    }

    @Test func defaultsLieUnderTheBundlesOwnKeys() throws {
        let bundle = try TestBundle.images(2, job: "[attack]\niterations = 3\n")
        let elsewhere = try Scratch()
        try elsewhere.write("seed = 5\n[attack]\niterations = 9\nalpha = 0.5\n", "defaults.toml")
        let defaults = elsewhere.path + "/defaults.toml"
        let prepared = try bundle.prepared { $0.defaults = defaults }
        #expect(prepared.plan.seed == 5)
        #expect(prepared.work.job.parameters.iterations == 3)
        #expect(prepared.work.job.parameters.alpha == 0.5)
        let seeded = try bundle.prepared {
            $0.defaults = defaults
            $0.seed = 6
        }
        #expect(seeded.plan.seed == 6)
        withExtendedLifetime(elsewhere) {}
    }

    @Test func checkpointOfTheInboxServesABundleWithoutOne() throws {
        let bundle = try TestBundle.images(2)
        try bundle.scratch.remove("conv_torch.onnx")
        #expect(bundle.refusal()?.code == "no-checkpoint")
        let prepared = try bundle.prepared { $0.checkpoint = Fixtures.checkpoint("conv_torch.onnx") }
        #expect(prepared.inspection.checkpoint == "conv_torch.onnx")
        // What a configuration names does not arrive later: there is nothing to wait for.
        let failure = #expect(throws: Failure.self) { try bundle.prepared { $0.checkpoint = "/nowhere/at/all.onnx" } }
        #expect(failure?.kind == .refused && failure?.code == "no-checkpoint")
        #expect(failure?.file == "/nowhere/at/all.onnx", "\(String(describing: failure))")
    }

    /// The commonest mistake of all: pixels of 0…255 for a model of 0…1.
    @Test func modelFedInTheWrongRangeIsWarnedOf() throws {
        let bundle = try TestBundle.images(6, job: "[input]\nscale = \"none\"\n")
        let warnings = try bundle.prepared().inspection.warnings
        #expect(warnings.count == 1)
        #expect(warnings[0].contains("no better than their mean"))
        #expect(warnings[0].contains("scale") && warnings[0].contains("0…255"))
        let shifted = try TestBundle.images(6, job: "[input]\nmean = 0.5\nstd = 0.02\n")
        #expect(try shifted.prepared().inspection.warnings.first?.contains("-25…25") == true)
    }

    @Test func samplingFollowsFromTheFirstConvolution() throws {
        let wide = JobPlan.Convolution(node: "conv1", maps: 16, length: 784)
        let narrow = JobPlan.Convolution(node: "conv1", maps: 7, length: 784)
        #expect(try SamplingChoice(nil, convolution: wide, file: nil).sampling == .convolution)
        #expect(try SamplingChoice(nil, convolution: narrow, file: nil).sampling == .random)
        #expect(try SamplingChoice(nil, convolution: narrow, file: nil).reason.contains("fewer than the 8"))
        #expect(try SamplingChoice(.convolution, convolution: narrow, file: nil).sampling == .convolution)
        #expect(try SamplingChoice(.random, convolution: wide, file: nil).sampling == .random)
        #expect(try SamplingChoice(nil, convolution: nil, file: nil).sampling == .random)
        #expect(throws: Failure.self) { try SamplingChoice(.convolution, convolution: nil, file: nil) }
    }

    /// `[attack] convolution` takes another convolution's maps for rows; one that is not there is refused.
    @Test func theSecondConvolutionsMaps() throws {
        func prepared(_ number: Int) throws -> PreparedJob {
            try TestBundle.images(2, job: "[attack]\nconvolution = \(number)\n").prepared()
        }
        let (first, second) = (try prepared(1).work.job, try prepared(2).work.job)
        #expect(first.firstConvolution?.maps == 16 && first.firstConvolution?.length == 28 * 28)
        #expect(second.firstConvolution?.maps == 8 && second.firstConvolution?.length == 14 * 14)
        #expect(second.samplingReason.contains("convolution number 2"))
        let absent = try TestBundle.images(2, job: "[attack]\nconvolution = 6\n")
        #expect(absent.refusal()?.code == "no-convolution")
    }

    /// A function of model, shape and settings alone, a power of two, smaller for larger samples.
    @Test func chunkSizeShrinksWithTheSample() {
        func size(_ shape: [Int], sampling: Sampling = .convolution, maps: Int = 0, chosen: Int? = nil) -> Int {
            var settings = JobSettings()
            settings.chunkSize = chosen
            return ChunkSize.samples(
                settings: settings, elementShape: shape, outputCount: shape.reduce(1, *),
                parameters: Parameters.preset(.uaed, sampling: sampling, elementShape: shape),
                convolution: maps == 0 ? nil : .init(node: "c", maps: maps, length: shape[0] * shape[1]))
        }
        #expect(size([28, 28, 1], maps: 16) == 64)
        #expect(size([77], sampling: .random) == 128)
        #expect(size([224, 224, 3], maps: 64) == 1)
        #expect(size([64, 64, 3], maps: 32) == 16)
        #expect(size([28, 28, 1], maps: 16, chosen: 3) == 3)
    }

    @Test func digestsTellDatasetAndCheckpointApart() throws {
        let one = try TestBundle.images(2).prepared().inspection
        let same = try TestBundle.images(2).prepared().inspection
        let more = try TestBundle.images(3).prepared().inspection
        let other = try TestBundle.images(2, checkpoint: "dense_torch.onnx").prepared().inspection
        #expect(one.datasetDigest == same.datasetDigest && one.checkpointDigest == same.checkpointDigest)
        #expect(one.datasetDigest != more.datasetDigest && one.checkpointDigest == more.checkpointDigest)
        #expect(one.datasetDigest == other.datasetDigest && one.checkpointDigest != other.checkpointDigest)
    }
}
