// SPDX-License-Identifier: Apache-2.0
import Attacks
import Base
import Datasets
import Foundation
import Jobs
import Models
import Tensors
import Testing

@testable import Pipeline

/// Small jobs, whole: read, attacked, stored, laid out.
@Suite(.timeLimit(.minutes(10))) struct WholeJobTests {
    static let quick = "chunk_size = 3\n[attack]\niterations = 8\npretraining_steps = 20\n"

    @Test func bytesDoNotDependOnThreadsOrOrderOrResume() throws {
        let drive = try Drive(TestBundle.images(8, job: Self.quick))
        let one = try drive.records(threads: 1)
        #expect(one.count == 8)
        #expect(try drive.records(threads: 2) == one)
        let resumed = try GenerationWork(resuming: drive.prepared.plan, drive.bundle.request)
        #expect(resumed.plan == drive.prepared.plan)
        #expect(resumed.job == drive.work.job)
        #expect(try drive.records(threads: 2, work: resumed) == one)
        let (first, second) = (try drive.result(one), try drive.result(one))
        #expect(try first.folder.tree("") == second.folder.tree(""))
    }

    /// Success is that of the stored bytes: read back and put through the model again, they are better reconstructed.
    @Test func storedImagesAreAdversarial() throws {
        let drive = try Drive(TestBundle.images(8, job: "chunk_size = 4\n"))
        let (folder, summary) = try drive.result(drive.records())
        #expect(summary.successes == 8)
        #expect(summary.attackSuccessRate == 1)
        let opened = try Datasets.open(folder: folder.path, options: .init(include: ["augmented/**"])).datasets[0]
        let stored = try opened.samples(0..<8)
        #expect(stored.identities.map(\.source).sorted() == stored.identities.map(\.source))
        let source = try drive.work.data.samples(0..<8)[0]
        var execution = try drive.work.fit.execution(batch: 8)
        func losses(_ values: [Float]) -> [Double] {
            execution.forward(Tensor(shape: [8, 784], elements: values))
            return (0..<8).map { k in
                (k * 784..<(k + 1) * 784).reduce(0) {
                    let difference = Double(source.values[$1]) - Double(execution.output.elements[$1])
                    return $0 + difference * difference
                }
            }
        }
        let rows = try folder.text("samples.csv").split(separator: "\n").dropFirst()
            .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        let (clean, adversarial) = (losses(source.values), losses(stored.values))
        for k in 0..<8 {
            let isChanged = stored.values[k * 784..<(k + 1) * 784] != source.values[k * 784..<(k + 1) * 784]
            #expect(isChanged)
            #expect(adversarial[k] < clean[k])
            #expect(abs(try #require(Double(rows[k][6])) / clean[k] - 1) < 1e-4)
            #expect(abs(try #require(Double(rows[k][7])) / adversarial[k] - 1) < 1e-4)
            let f = 100 * (adversarial[k] / clean[k] - 1)
            #expect(abs(try #require(Double(rows[k][8])) - f) < 0.02)
            let change = (k * 784..<(k + 1) * 784).map { Double(stored.values[$0]) - Double(source.values[$0]) }
            let l2 = change.map { $0 * $0 }.reduce(0, +).squareRoot()
            #expect(abs(try #require(Double(rows[k][10])) - l2) < 1e-6)
            #expect(abs(try #require(Double(rows[k][11])) - (change.map(abs).max() ?? 0)) < 1e-7)
        }
    }

    /// What the loop evaluates is what is stored, so nothing is judged a second time.
    @Test func presetUAEDIsStoredAsItWasEvaluated() throws {
        let images = try Drive(TestBundle.images(4, job: Self.quick))
        let table = try Drive(TestBundle.mice(rows: 30, job: "[attack]\niterations = 8\n"))
        for drive in [images, table] {
            let fit = drive.work.fit
            try drive.work.pool.withExecution { execution in
                let blocks = try drive.work.data.samples(0..<3)
                let grid = drive.work.data.grid
                let batch = Batch(
                    x: Tensor(shape: [3, fit.layout.elementShape.reduce(1, *)], elements: blocks[0].values),
                    indices: [0, 1, 2], grid: StorageGrid(step: grid.step, origin: grid.origin),
                    frozen: blocks[0].frozen)
                let outcomes = try drive.work.attacks[0].run(batch, model: &execution)
                for (k, outcome) in outcomes.enumerated() {
                    guard let z = outcome.z else { continue }
                    #expect(blocks[0].readBack(k, values: z) == z)
                }
                #expect(outcomes.contains { $0.z != nil })
            }
        }
    }

    @Test func tableComesBackInItsOwnUnits() throws {
        let drive = try Drive(TestBundle.mice(rows: 40, job: "[attack]\niterations = 20\n"))
        let (folder, summary) = try drive.result(drive.records())
        #expect(summary.samples == 40)
        #expect(summary.successes > 20)
        let before = try drive.bundle.scratch.text("mice.csv").split(separator: "\n", omittingEmptySubsequences: false)
        let after = try folder.text("augmented.csv").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(before.count == after.count)
        #expect(before[0] == after[0])
        var changed = 0
        for (old, new) in zip(before.dropFirst(), after.dropFirst()) {
            let (old, new) = (
                old.split(separator: ",", omittingEmptySubsequences: false),
                new.split(separator: ",", omittingEmptySubsequences: false)
            )
            #expect(old.count == new.count)
            for (a, b) in zip(old, new) where a != b {
                changed += 1
                #expect(Double(a) != nil && Double(b) != nil, "only numbers change: \(a) to \(b)")
            }
        }
        #expect(changed > 500)
        #expect(try folder.read("preview.png").count > 1000)
    }

    /// `paper` does not look at what can be stored: its result is judged afterwards, and both rates are told.
    @Test func otherPresetsAreJudgedOnTheStoredBytes() throws {
        let drive = try Drive(
            TestBundle.images(6, job: "chunk_size = 6\n[attack]\npreset = \"paper\"\niterations = 10\n"))
        let records = try drive.records()
        let details = try drive.details(records)
        for sample in details { #expect(sample.succeededBeforeStorage != nil) }
        let (folder, summary) = try drive.result(records)
        let statistics = try CanonicalJSON.decode(Statistics.self, from: folder.read("statistics.json"))
        let before = details.filter { $0.succeededBeforeStorage == true }.count
        #expect(statistics.asrBeforeQuantization == Double(before) / 6)
        #expect(summary.successes + summary.unchanged + summary.failed == 6)
        for sample in details where sample.status == .unchanged {
            #expect(records[sample.index].stored == (try drive.bundle.scratch.read(sample.source)))
        }
    }

    /// A step too small to reach another grey level: nothing is adversarial, and the failure policy decides.
    @Test(arguments: ["replicate", "omit"]) func samplesWithoutAnAdversarialExample(_ policy: String) throws {
        let job = "on_failure = \"\(policy)\"\n[attack]\npreset = \"paper\"\nalpha = 1e-9\niterations = 2\n"
        let drive = try Drive(TestBundle.images(3, job: job))
        let (folder, summary) = try drive.result(drive.records())
        #expect(summary.successes == 0)
        #expect(summary.attackSuccessRate == 0)
        #expect(summary.warnings.contains { $0.contains("only 0 of 3 samples") })
        let files = try folder.tree("").keys.filter { $0.hasPrefix("augmented/") }
        #expect(files.count == (policy == "omit" ? 0 : 3))
        if policy == "replicate" {
            #expect(
                try folder.read("augmented/images/even/0.uae.png") == drive.bundle.scratch.read("images/even/0.png"))
        }
        let table = try folder.text("samples.csv")
        #expect(table.contains("augmented/images/even/0.uae.png") == (policy == "replicate"))
    }

    @Test func stoppedChunkThrows() throws {
        let drive = try Drive(TestBundle.images(3, job: Self.quick))
        #expect(throws: CancellationError.self) { try drive.work.chunk(0) { $0 < 0.4 } }
    }

    /// A file that changed after the plan was frozen is looked at again later, not computed with.
    @Test func changedInputIsNotResumed() throws {
        let drive = try Drive(TestBundle.images(3, job: Self.quick))
        try drive.bundle.scratch.write(drive.bundle.scratch.read("images/odd/1.png"), "images/even/2.png")
        let failure = #expect(throws: Failure.self) {
            try GenerationWork(resuming: drive.prepared.plan, drive.bundle.request)
        }
        #expect(failure?.kind == .incomplete)
        #expect(failure?.file == "images/even/2.png")
    }

    @Test func manifestNamesEverything() throws {
        let drive = try Drive(TestBundle.images(4, job: "seed = 3\n" + Self.quick))
        let (folder, _) = try drive.result(drive.records())
        let manifest = try CanonicalJSON.decode(Manifest.self, from: folder.read("manifest.json"))
        #expect(manifest.seed == 3)
        #expect(manifest.asked.jobFile == "job.toml")
        #expect(manifest.asked.settings.attack.iterations == 8)
        #expect(manifest.attack.parameters == drive.work.job.parameters)
        #expect(manifest.used.inputs == drive.prepared.plan.inputs)
        #expect(manifest.used.labels?["images"] == LabelMap(names: ["even", "odd"], indices: [0, 1]))
        #expect(manifest.used.firstConvolution?.maps == 16)
        #expect(manifest.layout == .channelsFirst)
        #expect(manifest.chunkSize == 3)
        #expect(manifest.numerics.blas.contains("OpenBLAS"))
        let tree = try folder.tree("")
        #expect(manifest.made.files == tree.count - 1)
        #expect(manifest.made.bytes == tree.filter { $0.key != "manifest.json" }.values.map(\.count).reduce(0, +))
        #expect(Set(manifest.made.digests.keys) == ["samples.csv", "statistics.json", "preview.png"])
        let text = try folder.text("manifest.json")
        #expect(!text.contains(drive.bundle.path), "the bundle's place is no matter of the result's")
    }

    /// The files of MNIST as downloaded are two datasets in one bundle, each with its own output and statistics.
    @Test func twoIDXSetsInOneBundle() throws {
        let bundle = try TestBundle("chunk_size = 4\n[attack]\niterations = 4\npretraining_steps = 5\n")
        for (name, range) in [("train", 0..<5), ("t10k", 5..<8)] {
            let pixels = try range.flatMap { try TestBundle.pixels($0).map { UInt8($0) } }
            try bundle.scratch.write(
                [0, 0, 8, 3, 0, 0, 0, UInt8(range.count), 0, 0, 0, 28, 0, 0, 0, 28] + pixels,
                "\(name)-images-idx3-ubyte")
            try bundle.scratch.write(
                [0, 0, 8, 1, 0, 0, 0, UInt8(range.count)] + range.map { UInt8($0 % 2) }, "\(name)-labels-idx1-ubyte")
        }
        try bundle.add(checkpoint: "conv_torch.onnx")
        let drive = try Drive(bundle)
        #expect(drive.prepared.plan.sampleCount == 8)
        let (folder, summary) = try drive.result(drive.records(threads: 2))
        #expect(summary.samples == 8)
        let statistics = try CanonicalJSON.decode(Statistics.self, from: folder.read("statistics.json"))
        #expect(
            statistics.byDataset?.mapValues(\.samples) == ["t10k-images-idx3-ubyte": 3, "train-images-idx3-ubyte": 5])
        #expect(statistics.byClass?.mapValues(\.samples) == ["0": 4, "1": 4])
        let before = try bundle.scratch.read("train-images-idx3-ubyte")
        let after = try folder.read("augmented/train-images-idx3-ubyte")
        #expect(after.count == before.count && after[..<16] == before[..<16] && after != before)
        #expect(
            try folder.read("augmented/train-labels-idx1-ubyte") == bundle.scratch.read("train-labels-idx1-ubyte"))
        #expect(
            try folder.text("samples.csv").contains("0,t10k-images-idx3-ubyte:0,augmented/t10k-images-idx3-ubyte,1,1,"))
    }
}
