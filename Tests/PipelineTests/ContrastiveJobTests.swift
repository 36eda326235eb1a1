// SPDX-License-Identifier: Apache-2.0
import Jobs
import Testing

@testable import Pipeline

/// Jobs whose criterion is a contrastive loss; the classifier's ten outputs serve as an embedding.
@Suite(.timeLimit(.minutes(10))) struct ContrastiveJobTests {
    private static let job = """
        chunk_size = 3
        [attack]
        objective = "contrastive"
        iterations = 6
        pretraining_steps = 20
        [contrastive]
        output = "logits"
        """

    private func drive(_ count: Int = 6) throws -> Drive {
        let bundle = try TestBundle.images(count, checkpoint: "cnn_torch.onnx")
        let output = try ModelFit.outputName(bundle)
        try bundle.scratch.write(Self.job.replacing("\"logits\"", with: "\"\(output)\""), "job.toml")
        return try Drive(bundle)
    }

    @Test func aWholeJob() throws {
        let drive = try drive()
        let records = try drive.records(threads: 2)
        #expect(try drive.records() == records)
        let details = try drive.details(records)
        #expect(details.contains { $0.status == .success })
        for sample in details where sample.status == .success {
            #expect(try #require(sample.lossAfter) < #require(sample.lossBefore))
        }
        let (folder, summary) = try drive.result(records)
        let statistics = try CanonicalJSON.decode(Statistics.self, from: folder.read("statistics.json"))
        let fresh = details.count { $0.succeedsOnFreshViews == true }
        #expect(statistics.asrFreshViews == Double(fresh) / 6 && fresh <= summary.successes)
    }

    @Test func whatMakesNoContrastIsRefused() throws {
        #expect(throws: (any Error).self) { try drive(1) }
        let table = try TestBundle.mice(job: "[attack]\nobjective = \"contrastive\"\n")
        #expect(table.refusal()?.code == "no-views")
        let alone = try TestBundle.images(
            1, checkpoint: "cnn_torch.onnx", job: "[attack]\nobjective = \"contrastive\"\n")
        #expect(alone.refusal()?.code == "constant-criterion")
    }
}

extension ModelFit {
    /// The name of a bundle's model's output.
    fileprivate static func outputName(_ bundle: TestBundle) throws -> String {
        let location = try BundleContents(folder: bundle.path).checkpoint(named: nil, standard: nil)
        return try LoadedCheckpoint(location, hdf5: bundle.request.hdf5).graph.outputs[0].name
    }
}
