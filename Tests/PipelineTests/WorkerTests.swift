// SPDX-License-Identifier: Apache-2.0
import Durability
import Foundation
import Tensors
import Testing

@testable import Pipeline

/// The program itself: its verbs, its exit statuses, and how it ends.
@Suite(.serialized, .timeLimit(.minutes(10))) struct WorkerTests {
    /// Several chunks, long enough to be interrupted.
    static let long = "chunk_size = 2\n[attack]\niterations = 4000\n"
    static let quick = "chunk_size = 3\n[attack]\niterations = 8\npretraining_steps = 20\n"

    private func object(_ line: String?) throws -> [String: Any] {
        let line = try #require(line)
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func versionAndOperators() throws {
        let version = try worker("version")
        #expect(version.status == 0)
        #expect(version.output == "uae-worker 0.1.0 (numerics 2)")
        let table = try worker("operators")
        let rows = table.output.split(separator: "\n")
        #expect(rows.contains("onnx   Conv") && rows.contains("keras  LSTM") && rows.contains("pt2    conv2d.default"))
        let listed = try object(worker("operators", "--format", "json").output)
        #expect((listed["operators"] as? [[String: Any]])?.contains { $0["name"] as? String == "Conv" } == true)
    }

    @Test func wrongUsage() throws {
        #expect(try worker("inspect").status == 64)
        #expect(try worker("run", "x", "--out", "y", "--threads", "0").status == 64)
    }

    @Test func inspectionAsTextAndAsEvent() throws {
        let bundle = try TestBundle.images(4)
        let text = try worker("inspect", bundle.path)
        #expect(text.status == 0)
        #expect(text.output.contains("4 PNG images, 28×28"))
        let event = try object(worker("inspect", bundle.path, "--format", "ndjson").output)
        #expect(event["event"] as? String == "inspected")
        #expect(text.output.contains("clean loss") && !text.output.contains("accuracy"))
        let job = "[attack]\nobjective = \"untargeted\"\n[labels]\nnames = [\"even\", \"odd\"]\n"
        let classifier = try TestBundle.images(4, checkpoint: "cnn_torch.onnx", job: job)
        let judged = try worker("inspect", classifier.path).output
        #expect(judged.contains("clean error") && judged.contains("accuracy") && !judged.contains("clean loss"))
        withExtendedLifetime((bundle, classifier)) {}
    }

    /// Inspection freezes the plan, and nothing else begins a job of uaed's.
    @Test func theInspectionsPlanIsComputed() throws {
        let bundle = try TestBundle.images(4, job: Self.quick)
        let out = try Scratch()
        let arguments = ["generate", bundle.path, "--folder", "\(out.path)/job", "--name", "n", "--job", "1"]
        let unplanned = try WorkerProcess(arguments, hasLifeLine: true).finish()
        #expect(unplanned.status == 75 && unplanned.output.contains("no-plan"), "\(unplanned)")
        let event = try object(
            worker("inspect", bundle.path, "--format", "ndjson", "--folder", "\(out.path)/job").output)
        let plan = try out.read("job/plan.json")
        let told = (event["inspection"] as? [String: Any])?["plan"] as? String
        #expect(told == SHA256Hasher.digest(of: plan))
        let inputs = try out.text("job/inputs")
        #expect(inputs.split(separator: "\n").count == 1 + 4 + 2, "a title, the images, the checkpoint and job.toml")
        let run = try WorkerProcess(arguments, hasLifeLine: true).finish()
        #expect(run.status == 0, "\(run)")
        #expect(try out.read("job/plan.json") == plan && out.text("job/inputs") == inputs)
        withExtendedLifetime(bundle) {}
    }

    @Test func refusalIsAnEventAndStatus65() throws {
        let bundle = try TestBundle.images(1, job: "[attack]\nitterations = 4\n")
        let refused = try worker("inspect", bundle.path, "--format", "ndjson")
        #expect(refused.status == 65)
        #expect(try object(refused.output)["event"] as? String == "refused")
        #expect(refused.output.contains("itterations") && refused.output.contains("iterations?"))
        #expect(refused.errors.contains("itterations"))
        withExtendedLifetime(bundle) {}
    }

    @Test func incompleteBundleWaitsWithStatus75() throws {
        let bundle = try TestBundle.images(2)
        let whole = try bundle.scratch.read("images/odd/1.png")
        try bundle.scratch.write(whole.prefix(100), "images/odd/1.png")
        let waiting = try worker("inspect", bundle.path, "--format", "ndjson")
        #expect(waiting.status == 75)
        #expect(try object(waiting.output)["event"] as? String == "waiting")
    }

    /// One and two threads, and a run that was killed and started again: the same bytes; every digest holds.
    @Test func runsAreEqualByteForByte() throws {
        let bundle = try TestBundle.images(8, job: Self.quick)
        let name = URL(fileURLWithPath: bundle.path).lastPathComponent
        let out = try Scratch()
        for threads in ["1", "2"] {
            let run = try worker("run", bundle.path, "--out", "\(out.path)/\(threads)", "--threads", threads)
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains("8 samples"))
        }
        let one = try published(out, "1/\(name)")
        #expect(one.count > 10)
        #expect(try published(out, "2/\(name)") == one)
        let check = Process()
        check.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        check.arguments = ["sha256sum", "--quiet", "-c", "manifest-sha256.txt"]
        check.currentDirectoryURL = URL(fileURLWithPath: "\(out.path)/1/\(name)")
        try check.run()
        check.waitUntilExit()
        #expect(check.terminationStatus == 0)
        withExtendedLifetime(bundle) {}
    }

    @Test func nothingPublishedIsReplaced() throws {
        let bundle = try TestBundle.images(1, job: Self.quick)
        let out = try Scratch()
        #expect(try worker("run", bundle.path, "--out", out.path).status == 0)
        let again = try worker("run", bundle.path, "--out", out.path)
        #expect(again.status == 65)
        #expect(again.errors.contains("exists already"))
        withExtendedLifetime(bundle) {}
    }

    /// Read as data the next time, and not the person's any more.
    @Test func noResultGoesIntoItsOwnBundle() throws {
        let bundle = try TestBundle.images(1, job: Self.quick)
        let before = try FileManager.default.subpathsOfDirectory(atPath: bundle.path).sorted()
        for out in [bundle.path, bundle.path + "/results"] {
            let refused = try worker("run", bundle.path, "--out", out)
            #expect(refused.status == 65 && refused.errors.contains("in the bundle itself"), "\(refused)")
        }
        #expect(try FileManager.default.subpathsOfDirectory(atPath: bundle.path).sorted() == before)
    }

    /// The kernels that every processor with AVX2 has, whatever this one could do.
    @Test func portableArithmeticStartsTheWorkerAnew() throws {
        let bundle = try TestBundle.images(2, job: "arithmetic = \"portable\"\n" + Self.quick)
        let name = URL(fileURLWithPath: bundle.path).lastPathComponent
        let out = try Scratch()
        #expect(try worker("run", bundle.path, "--out", out.path).status == 0)
        let manifest = try CanonicalJSON.decode(Manifest.self, from: out.read("\(name)/manifest.json"))
        #expect(manifest.numerics.core == "Haswell")
        #expect(manifest.numerics.arithmetic == "portable")
        withExtendedLifetime(bundle) {}
    }

    /// AVX2 and AVX-512 (where there is any) publish the same bytes, through lanes and through OpenBLAS.
    @Test(arguments: ["images", "table"]) func portableBytesDoNotDependOnTheProcessor(_ kind: String) throws {
        let job = "arithmetic = \"portable\"\n"
        let bundle = try kind == "images" ? TestBundle.images(20, job: job) : TestBundle.mice(rows: 20, job: job)
        let name = URL(fileURLWithPath: bundle.path).lastPathComponent
        let out = try Scratch()
        let lists = try ["v3", "v4"].map { level in
            let run = try WorkerProcess(
                ["run", bundle.path, "--out", "\(out.path)/\(level)"], environment: ["UAED_KERNELS": level])
            #expect(run.finish().status == 0)
            return try out.read("\(level)/\(name)/manifest-sha256.txt")
        }
        #expect(lists[0] == lists[1] && lists[0].count > 100)
        withExtendedLifetime(bundle) {}
    }

    @Test func killedRunGoesOnWithTheSameBytes() throws {
        let job = "chunk_size = 2\n[attack]\niterations = 400\n"
        let bundle = try TestBundle.images(8, job: job)
        let name = URL(fileURLWithPath: bundle.path).lastPathComponent
        let out = try Scratch()
        let whole = try worker("run", bundle.path, "--out", "\(out.path)/whole", "--threads", "1")
        #expect(whole.status == 0, "\(whole)")

        #expect(try worker("inspect", bundle.path, "--folder", "\(out.path)/cut").status == 0)
        let killed = try WorkerProcess(
            ["generate", bundle.path, "--folder", "\(out.path)/cut", "--name", name, "--job", "1"],
            hasLifeLine: true)
        #expect(killed.awaitLine("\"chunk\"") != nil)
        kill(killed.process.processIdentifier, SIGKILL)
        #expect(killed.finish().status == -SIGKILL)
        let again = try WorkerProcess(
            ["generate", bundle.path, "--folder", "\(out.path)/cut", "--name", name, "--job", "1"],
            hasLifeLine: true)
        let started = try object(again.awaitLine("\"started\""))
        #expect((started["finished"] as? Int).map { (1..<4).contains($0) } == true, "\(started)")
        #expect(again.awaitLine("\"ready\"") != nil)
        #expect(again.finish().status == 0)
        #expect(try published(out, "cut/result") == published(out, "whole/\(name)"))
        withExtendedLifetime(bundle) {}
    }

    /// A daemon that is gone leaves no second writer: at the end of its standard input the worker stops, unpublished.
    @Test(arguments: ["life line", "SIGTERM", "SIGINT"]) func stopsWithoutPublishing(_ cause: String) throws {
        let bundle = try TestBundle.images(8, job: Self.long)
        let out = try Scratch()
        #expect(try worker("inspect", bundle.path, "--folder", "\(out.path)/job").status == 0)
        let worker = try WorkerProcess(
            ["generate", bundle.path, "--folder", "\(out.path)/job", "--name", "n", "--job", "1"],
            hasLifeLine: true)
        #expect(worker.awaitLine("\"progress\"") != nil)
        let clock = ContinuousClock()
        let elapsed = try clock.measure {
            switch cause {
            case "life line": try worker.cutLifeLine()
            case "SIGTERM": worker.process.terminate()
            default: worker.process.interrupt()
            }
            let finished = worker.finish()
            #expect(finished.status == 75)
            #expect(finished.errors.contains(cause == "life line" ? "life line closed" : cause))
            #expect(!finished.output.contains("ready"))
        }
        #expect(elapsed < .seconds(5))
        #expect(!FileManager.default.fileExists(atPath: "\(out.path)/job/result"))
        withExtendedLifetime(bundle) {}
    }

    /// Held against float64 values of another framework: output within 1e-4, gradient within 1e-3 of its largest.
    @Test(arguments: ["conv", "dense", "mice"]) func evaluation(_ model: String) throws {
        let values = try ModelValues(model)
        let scratch = try Scratch()
        let shape = model == "conv" ? [3, 1, 28, 28] : [3, values.x[0].count]
        func save(_ rows: [[Double]], _ name: String) throws {
            try NPYFile.write(
                .init(shape: shape, elements: rows.flatMap { $0.map { Float($0) } }), to: "\(scratch.path)/\(name)")
        }
        let perturbed = zip(values.x, values.delta).map { zip($0, $1).map { $0 + $1 } }
        try save(perturbed, "x.npy")
        // ∇‖x − Φ(x + δ)‖² = Jᵀ·2(Φ(x + δ) − x)
        try save(zip(values.y_adv, values.x).map { zip($0, $1).map { 2 * ($0 - $1) } }, "v.npy")
        let run = try worker(
            "evaluate", "--checkpoint", Fixtures.checkpoint("\(model)_torch.onnx"), "--input", "\(scratch.path)/x.npy",
            "--cotangent", "\(scratch.path)/v.npy", "--out", "\(scratch.path)/out")
        #expect(run.status == 0, "\(run)")
        let output = try NPYFile.read("\(scratch.path)/out/output.npy")
        #expect(output.shape == shape)
        let gradient = try NPYFile.read("\(scratch.path)/out/gradient.npy")
        let expected = (values.y_adv.flatMap(\.self), values.grad.flatMap(\.self))
        let largest = expected.1.map(abs).max() ?? 0
        let worst = zip(output.elements, expected.0).map { abs(Double($0) - $1) }.max() ?? 1
        let steepest = zip(gradient.elements, expected.1).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(worst < 1e-4)
        #expect(steepest < 1e-3 * largest)
    }

    @Test func evaluationSaysWhichShapesDisagree() throws {
        let scratch = try Scratch()
        try NPYFile.write(.init(zeros: [2, 5]), to: "\(scratch.path)/x.npy")
        let run = try worker(
            "evaluate", "--checkpoint", Fixtures.checkpoint("dense_torch.onnx"), "--input", "\(scratch.path)/x.npy",
            "--out", "\(scratch.path)/out")
        #expect(run.status == 65)
        #expect(run.errors.contains("[2, 5]") && run.errors.contains("[2, 784]"))
    }

    /// Every file of a result but `run.json`.
    private func published(_ out: Scratch, _ folder: String) throws -> [String: [UInt8]] {
        try out.tree(folder).filter { $0.key != "run.json" }
    }
}
