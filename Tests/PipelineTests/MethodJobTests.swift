// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Foundation
import Jobs
import Testing

@testable import Pipeline

/// Every method of job.toml as a whole job, and jobs with several results a sample.
@Suite(.timeLimit(.minutes(10))) struct MethodJobTests {
    @Test(arguments: [
        "l2-uae", "pgd\"\nepsilon = 0.1\npreset = \"uaed", "gaussian", "rotation", "l2-distance", "cosine",
        "feature-scattering", "minmax\"\ntransform = \"rotation", "minmax\"\nnoise = 0.01\npreset = \"uaed",
    ])
    func everyMethodRuns(_ method: String) throws {
        let job = "chunk_size = 4\n[attack]\nmethod = \"\(method)\"\niterations = 10\n".replacing(
            "noise = 0.01\npreset", with: "noise = 0.001\npreset")
        let drive = try Drive(TestBundle.images(4, job: job))
        let records = try drive.records()
        let (folder, summary) = try drive.result(records)
        #expect(summary.samples == 4 && summary.successes + summary.failed + summary.unchanged == 4)
        let details = try drive.details(records)
        for sample in details where sample.status == .success {
            #expect(try #require(sample.f) <= -1e-4 && sample.l2 > 0)
            #expect((sample.mutualInformation == nil) == !method.hasPrefix("minmax"))
        }
        #expect(try folder.tree("augmented").count == 4)
    }

    /// ε bounds what is stored, for success and failure alike: 25.5 levels of a pixel are 25, never 26.
    @Test(
        arguments: [
            "preset = \"uaed\"", "preset = \"paper\"", "preset = \"released\"", "method = \"pgd\"",
            "method = \"l2-uae\"",
            "method = \"l2-distance\"",
        ], [0.1, 0.01, 0.0314])
    func whatIsStoredLiesWithinEpsilon(_ line: String, _ epsilon: Double) throws {
        let job = "chunk_size = 4\non_failure = \"keep\"\n[attack]\n\(line)\nepsilon = \(epsilon)\niterations = 8\n"
        let drive = try Drive(TestBundle.images(4, job: job))
        let details = try drive.details(drive.records())
        // A step along the sign of the gradient goes to the bound at once; other methods may stop before.
        let isNear = details.contains { $0.linf > epsilon / 2 }
        #expect(isNear || !line.contains("pgd"), "nothing came near the bound: \(details.map(\.linf))")
        for sample in details { #expect(sample.linf <= epsilon + 1e-6, "\(sample.linf) of \(epsilon)") }
    }

    /// A class that the model gives otherwise than the label says is skipped: there is nothing after the attack.
    @Test func skippedSamplesHaveNoLossAfter() throws {
        let job =
            "chunk_size = 4\n[attack]\nobjective = \"untargeted\"\nlabel = \"given\"\niterations = 4\n"
            + "[labels]\nnames = [\"even\", \"odd\"]\n"
        let drive = try Drive(TestBundle.images(4, checkpoint: "cnn_torch.onnx", job: job))
        let skipped = try drive.details(drive.records()).filter { $0.status == .skipped }
        #expect(!skipped.isEmpty)
        for sample in skipped { #expect(sample.lossAfter == nil && sample.f == nil && sample.l2 == 0) }
        let (folder, _) = try drive.result(drive.records())
        let warnings = try CanonicalJSON.decode(Statistics.self, from: folder.read("statistics.json")).warnings
        #expect(3 * skipped.count > 4 && warnings.contains { $0.contains("are skipped") }, "\(warnings)")
    }

    /// Both flips of each image: files, rows of the table, and the chunks that hold ends of both.
    @Test func aFlipHasTwoResults() throws {
        let job = "chunk_size = 3\non_failure = \"keep\"\n[attack]\nmethod = \"flip\"\n"
        let drive = try Drive(TestBundle.images(4, job: job))
        #expect(drive.work.plan.sampleCount == 8)
        let (folder, summary) = try drive.result(drive.records(threads: 2))
        #expect(summary.samples == 8)
        let names = try folder.tree("augmented").keys.sorted()
        #expect(
            names.count == 8 && names.contains("images/even/0.uae.png") && names.contains("images/even/0.uae-2.png"))
        let source = try TestBundle.pixels(0)
        let mirrored = try PNGImage(decoding: folder.read("augmented/images/even/0.uae.png")).samples
        let turned = try PNGImage(decoding: folder.read("augmented/images/even/0.uae-2.png")).samples
        for place in 0..<784 {
            let (row, column) = (place / 28, place % 28)
            #expect(mirrored[place] == source[row * 28 + 27 - column])
            #expect(turned[place] == source[(27 - row) * 28 + column])
        }
        let rows = try folder.text("samples.csv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.map { $0[3] } == ["1", "1", "1", "1", "2", "2", "2", "2"])
        #expect(rows.map { $0[0] } == ["0", "1", "2", "3", "0", "1", "2", "3"])
        #expect(rows.allSatisfy { Double($0[10])! > 0 })
        #expect(rows[4][2].hasSuffix(".uae-2.png"))
    }

    /// What is going to be published is held against itself before anything is computed.
    @Test(arguments: [
        (["images/x.PNG", "images/variant-2/x.PNG"], 2), (["images/x.png", "images/x.uae-2.png/y.png"], 2),
        (["images/x.png", "images/x.uae.png/y.png"], 1), (["a-idx3-ubyte", "variant-2/a-idx3-ubyte"], 2),
        (["a-idx3-ubyte", "variant-3/a-idx3-ubyte"], 3),
    ])
    func outputsThatWouldMeet(_ files: [String], _ variants: Int) throws {
        func refusal(_ variants: Int) throws -> Failure? {
            let bundle = try TestBundle("[attack]\niterations = 2\nvariants = \(variants)\n")
            for (index, file) in files.enumerated() {
                let pixels = try TestBundle.pixels(index)
                let image = PNGImage(width: 28, height: 28, channels: 1, samples: pixels)
                let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
                let isPNG = file.lowercased().hasSuffix("png")
                try bundle.scratch.write(isPNG ? image.encoded() : header + pixels.map { UInt8($0) }, file)
            }
            try bundle.add(checkpoint: "conv_torch.onnx")
            return bundle.refusal()
        }
        let failure = try #require(try refusal(variants))
        #expect(failure.code == "output-collision" && failure.kind == .refused)
        #expect(files.allSatisfy { failure.message.contains($0) } && failure.hint != nil, "\(failure)")
        if variants > 1 { #expect(try refusal(variants - 1) == nil) }
    }

    /// The first of several α is what a job of that α alone makes; others differ, and the norms grow with α.
    @Test func aListOfAlphasGivesVariants() throws {
        let quick = "[attack]\niterations = 8\npretraining_steps = 20\n"
        let many = try Drive(TestBundle.mice(rows: 20, job: quick + "alpha = [0.003, 0.02]"))
        let one = try Drive(TestBundle.mice(rows: 20, job: quick + "alpha = 0.003"))
        let (records, alone) = (try many.records(), try one.records())
        #expect(records.count == 40 && Array(records.prefix(20)) == alone)
        let (folder, _) = try many.result(records)
        #expect(try folder.read("augmented.csv") != folder.read("augmented-2.csv"))
        let details = try many.details(records)
        func norm(_ part: some Sequence<SampleDetails>) -> Double { part.map(\.l2).reduce(0, +) }
        #expect(norm(details.suffix(20)) > norm(details.prefix(20)))
    }

    @Test func variantsHaveOtherRandomNumbers() throws {
        let job = "[attack]\niterations = 6\npretraining_steps = 20\nvariants = 2\n"
        let details = try TestBundle.images(3, job: job)
        let drive = try Drive(details)
        let all = try drive.details(drive.records())
        #expect(all.map(\.variant) == [1, 1, 1, 2, 2, 2])
        #expect(all[0].informationCurve != all[3].informationCurve)
    }

    @Test func placesOfVariants() {
        let places = ResultPlaces(samples: 5, variants: 3)
        let parts = places.parts(3..<12)
        #expect(parts.map(\.variant) == [0, 1, 2] && parts.map(\.samples) == [3..<5, 0..<5, 0..<2])
        #expect(ResultPlaces.path("augmented/a/x.uae.png", variant: 0) == "augmented/a/x.uae.png")
        #expect(ResultPlaces.path("augmented/a/x.uae.png", variant: 1) == "augmented/a/x.uae-2.png")
        #expect(ResultPlaces.path("augmented.csv.gz", variant: 2) == "augmented-3.csv.gz")
        #expect(
            ResultPlaces.path("augmented/t-idx3-ubyte.gz", variant: 1) == "augmented/variant-2/t-idx3-ubyte.gz")
    }

    @Test func imagesOnly() throws {
        let table = try TestBundle.mice(job: "[attack]\nmethod = \"flip\"\n")
        #expect(table.refusal()?.message.contains("is of images") == true)
    }
}
