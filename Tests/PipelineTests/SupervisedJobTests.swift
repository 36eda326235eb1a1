// SPDX-License-Identifier: Apache-2.0
import Attacks
import Checkpoints
import Datasets
import Foundation
import Jobs
import Models
import Tensors
import Testing

@testable import Pipeline

/// Jobs whose model is a classifier: classes, targets, what is skipped, and what is refused.
@Suite(.timeLimit(.minutes(10))) struct SupervisedJobTests {
    static let untargeted = "chunk_size = 4\n[attack]\nobjective = \"untargeted\"\n"
    static func targeted(_ target: String) -> String {
        "chunk_size = 4\n[attack]\nobjective = \"targeted\"\ntarget = \(target)\n"
    }

    /// The class that the checkpoint gives each source and what is stored for it.
    private func answers(_ drive: Drive, _ folder: Scratch) throws -> [(before: Int, after: Int)] {
        let opened = try Datasets.open(folder: folder.path, options: .init(include: ["augmented/**"])).datasets[0]
        var execution = try drive.work.fit.execution(batch: 8)
        func answers(_ values: [Float]) -> [Int] {
            execution.forward(Tensor(shape: [8, 784], elements: values))
            return (0..<8).map { k in
                let logits = Array(execution.output.elements[k * 10..<k * 10 + 10])
                return logits.firstIndex(of: logits.max()!)!
            }
        }
        let before = answers(try drive.work.data.samples(0..<8)[0].values)
        let after = answers(try opened.samples(0..<8).values)
        return zip(before, after).map { ($0, $1) }
    }

    @Test func untargetedMeansAnotherClassThanTheModelsOwn() throws {
        let drive = try Drive(TestBundle.images(8, checkpoint: "cnn_torch.onnx", job: Self.untargeted))
        let (folder, summary) = try drive.result(drive.records())
        let answers = try answers(drive, folder)
        #expect(summary.successes == answers.count { $0.before != $0.after } && summary.successes >= 7)
        let details = try drive.details(drive.records())
        for sample in details where sample.status == .success {
            #expect(try #require(sample.lossBefore) > 0 && #require(sample.lossAfter) < 0)
        }
        #expect(try CanonicalJSON.decode(Statistics.self, from: folder.read("statistics.json")).lossRatio == nil)
    }

    /// What answers nothing has no class to be judged by.
    @Test func modelWithoutClasses() throws {
        let bundle = try TestBundle.images(4, job: Self.untargeted)
        let cut = Graph.Node(
            name: "cut", operation: Slice(starts: [0], ends: [0], axes: [3]), inputs: [0], outputs: [1])
        let graph = Graph(
            inputs: [.init(name: "x", value: 0, shape: [nil, 1, 28, 28])], nodes: [cut],
            outputs: [.init(name: "y", value: 1)])
        try bundle.scratch.write(OnnxWriter.bytes(of: graph), "conv_torch.onnx")
        #expect(bundle.refusal()?.code == "output-mismatch")
    }

    @Test(arguments: ["\"next\"", "\"random\"", "\"least-likely\"", "4", "\"4\""])
    func targetedMeansTheClassWanted(_ target: String) throws {
        let drive = try Drive(TestBundle.images(8, checkpoint: "cnn_torch.onnx", job: Self.targeted(target)))
        let (folder, summary) = try drive.result(drive.records())
        let answers = try answers(drive, folder)
        switch target {
        case "\"next\"": #expect(summary.successes == answers.count { $0.after == ($0.before + 1) % 10 })
        case "4", "\"4\"":
            #expect(summary.successes == answers.count { $0.before != 4 && $0.after == 4 })
            #expect(summary.skipped == answers.count { $0.before == 4 })
        default: #expect(answers.count { $0.before != $0.after } >= summary.successes)
        }
        #expect(summary.successes + summary.skipped >= 6)
        let manifest = try CanonicalJSON.decode(Manifest.self, from: folder.read("manifest.json"))
        #expect(manifest.attack.target == drive.work.job.target && manifest.attack.target != nil)
    }

    /// Class folders as labels: samples that the model gets wrong are skipped with the reason, outside the ASR.
    @Test func givenLabelsSkipWhatTheModelGetsWrong() throws {
        let job = Self.untargeted + "label = \"given\"\n[labels]\nnames = [\"even\", \"odd\"]\n"
        let drive = try Drive(TestBundle.images(8, checkpoint: "cnn_torch.onnx", job: job))
        let records = try drive.records()
        let (folder, summary) = try drive.result(records)
        let answers = try answers(drive, folder)
        let details = try drive.details(records)
        let wrong = zip(details, answers).filter { $0.label != $1.before }.map(\.0)
        #expect(summary.skipped == wrong.count && !wrong.isEmpty)
        #expect(wrong.allSatisfy { $0.status == .skipped && $0.reason?.contains("than its label") == true })
        #expect(drive.work.job.inspected.samples == 8)
        #expect(drive.work.job.inspected.model == Double(wrong.count) / 8)
        #expect(drive.work.job.inspected.mean == 0.5)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        func refusal(_ job: String) throws -> (code: String?, hint: String) {
            let failure = try TestBundle.images(4, checkpoint: "cnn_torch.onnx", job: job).refusal()
            return (failure?.code, failure?.hint ?? "")
        }
        #expect(try refusal("").hint.contains("untargeted"))
        #expect(try refusal(Self.targeted("10")).code == "unknown-class")
        #expect(try refusal(Self.targeted("\"evn\"")).hint.contains("even"))
        let table = try TestBundle.mice(job: "[attack]\nobjective = \"untargeted\"\nlabel = \"given\"\n")
        #expect(table.refusal()?.code == "no-labels")
    }

    @Test func thePenaltyMethodRuns() throws {
        let job = "[attack]\nmethod = \"penalty\"\nsearch_steps = 3\niterations = 10\npretraining_steps = 10\n"
        let drive = try Drive(TestBundle.images(4, job: job))
        let details = try drive.details(drive.records())
        #expect(details.allSatisfy { $0.informationCurve.count == 30 })
        #expect(
            try TestBundle.images(4, job: "[attack]\nmethod = \"penalty\"\npreset = \"released\"\n").refusal() != nil)
    }
}
